from . import test_survey_owner

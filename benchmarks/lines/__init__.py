from . import claim, create, push, score

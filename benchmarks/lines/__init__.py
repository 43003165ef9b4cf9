from . import claim, create, push

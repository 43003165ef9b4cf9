"""Rows of Odoo's own tables, inserted in SQL where that makes no difference."""

ORM = 'odoo.orm.models'
OURS = __name__.rpartition('.')[0]


def is_plain(model, filled=()):
    """Tell whether a row is all that creating a record of a model amounts to.

    It is not as soon as another module extends the creation, an automation rule does, or a column
    is computed or filled in that ``filled`` does not name.
    """
    known = (f'odoo.addons.{model._original_module}.', f'{OURS}.')
    creates = [vars(cls)['create'] for cls in type(model).mro() if 'create' in vars(cls)]
    if not all(
        method.__module__ == ORM or method.__module__.startswith(known) for method in creates
    ):
        return False
    columns = (field for field in model._fields.values() if field.store and field.column_type)
    return all(field.name in filled for field in columns if field.compute or field.default)

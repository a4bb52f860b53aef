"""The one Jinja2 environment: templates beside this file, escaping always on, an unknown name an error."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import get_data
from typing import TYPE_CHECKING, Any

from jinja2 import BaseLoader, Environment, StrictUndefined
from jinja2.exceptions import TemplateNotFound
from markupsafe import Markup

from calculator import dates, money
from calculator.told import cents, hours

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from jinja2 import Template


class _Folder(BaseLoader):
    """Reads templates from the package's folder, or has them compiled already in the archive that a page loads."""

    def load(
        self,
        environment: Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002
    ) -> Template:
        """Return a template, compiled here unless `calculator.built`, which only the page's archive has, holds it."""
        try:
            built = import_module(f"calculator.built.{name.removesuffix('.html')}")
        except ModuleNotFoundError:
            return super().load(environment, name, globals)
        return environment.template_class.from_module_dict(environment, vars(built), environment.make_globals(globals))

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, None]:
        """Return the text of a template and its path."""
        del environment
        try:
            source = get_data("calculator.present", f"templates/{template}")  # works in an archive too
        except OSError:
            raise TemplateNotFound(template) from None
        return (source or b"").decode(), template, None


@cache
def environment() -> Environment:
    """Return the environment; made once, since compiled templates are kept in it."""
    made = Environment(
        loader=_Folder(), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters.update(
        usd=money.show_usd,
        share=money.show_share,
        price=money.show_price,
        range=lambda pair: money.show_range(*pair),
        tokens=money.show_tokens,
        plain=money.plain,
        cents=cents,
        hours=hours,
        day=dates.show,
    )
    return made


def render(template: str, **values: Any) -> Markup:
    """Return the template filled with `values`; text among them is escaped, markup is not."""
    return Markup(environment().get_template(template).render(**values))  # noqa: S704  # the environment escapes

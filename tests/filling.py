"""Forms as a person uses them: opened, filled in, sent; and sent back with every word still in them."""

import html
import re
from typing import Any

from tests.visiting import Visit, fields, problem


class Form:
    """The form of a page that was opened: where it goes, and what stands in it."""

    def __init__(self, browser: Any, url: str, **typed: Any) -> None:
        self.browser, self.url = browser, url
        self.page = browser.get(url)
        assert self.page.status_code == 200, (url, self.page.status_code)
        self.values = as_read(self.page)
        self.action = html.unescape(re.findall(r'<form[^>]* action="([^"]*)"', self.page.text)[-1])
        self.put(**typed)

    def put(self, **typed: Any) -> "Form":
        """Fills fields in; ``_`` stands for “-” in their names, and a field that is not on the page is an error."""
        for said, value in typed.items():
            name = said if f'name="{said}"' in self.page.text else said.replace("_", "-")
            assert f'name="{name}"' in self.page.text, f"there is no field {name} in this form"
            self.values[name] = value
        return self

    def send(self) -> Any:
        """What the service answers; browsers send line ends as CR LF."""
        data = {name: value.replace("\n", "\r\n") if isinstance(value, str) else value for name, value in self.values.items()}
        return self.browser.post(self.action, data=data)

    def done(self) -> Any:
        """Sends it and follows where it leads."""
        answer = self.send()
        assert answer.status_code == 303, answer.text
        return self.browser.get(answer.headers["location"])

    def refused(self) -> str:
        """Sends it, and it comes back with every word still in it and a new key: the sentence that says why."""
        answer = self.send()
        sentence = problem(answer)
        again = as_read(answer)
        kept = {name: value for name, value in self.values.items() if name not in ("key", "base", "version", "seen", "follows")}
        assert {name: again.get(name, "") for name in kept} == kept, "every word is still in the form"
        assert again["key"] != self.values["key"], "the form can be sent again"
        self.page, self.values = answer, again
        return sentence


def as_read(page: Any) -> dict[str, Any]:
    """What stands in the form of a page. Browsers read CR LF as one line end (HTML 13.2.3.5)."""
    return {name: value.replace("\r\n", "\n") if isinstance(value, str) else value for name, value in fields(page).items()}


def act(visit: Visit, asked: Any) -> Any:
    """Has the commissioner do something without a page."""
    return visit.act(asked, f"test-{visit.fold().seq}")

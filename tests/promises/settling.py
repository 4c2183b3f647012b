"""Has LibreOffice accept, or reject, every tracked change of documents. Run by the system's own Python, which knows ``uno``.

/usr/bin/python3 settling.py Accept|Reject|Keep FROM.docx TO.docx [FROM.docx TO.docx …]
"""

import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue


def said(name, value):
    """A property as LibreOffice takes it."""
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def connected(pipe):
    """The context of the office that listens on this pipe; it takes some seconds to start."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(200):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception:  # noqa: BLE001 - it says so in whatever way it likes while it starts
            time.sleep(0.3)
    sys.exit("LibreOffice did not start.")


def main(way, *files):
    """Settles each file in turn, in one office with a profile of its own."""
    with tempfile.TemporaryDirectory(prefix="cotender-office-") as profile:
        pipe = f"cotender{Path(profile).name}"
        office = subprocess.Popen(
            ["soffice", f"-env:UserInstallation={Path(profile).as_uri()}", "--headless", "--norestore", f"--accept=pipe,name={pipe};urp;"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        context = connected(pipe)
        services = context.ServiceManager
        desktop = services.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        helper = services.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
        for source, target in zip(files[::2], files[1::2], strict=True):
            document = desktop.loadComponentFromURL(Path(source).as_uri(), "_blank", 0, (said("Hidden", True),))
            if way != "Keep":
                helper.executeDispatch(document.CurrentController.Frame, f".uno:{way}AllTrackedChanges", "", 0, ())
            helper.executeDispatch(document.CurrentController.Frame, ".uno:UpdateAll", "", 0, ())
            document.storeToURL(Path(target).as_uri(), (said("FilterName", "MS Word 2007 XML"),))
            document.close(True)
        with suppress(Exception):  # the line is cut while it answers
            desktop.terminate()
        office.wait(60)


if __name__ == "__main__":
    main(*sys.argv[1:])

#!/usr/bin/env python3
"""Opens the page in a headless Chromium and uses it as a person would.

    check.py PAGE.html SCREENSHOTS

Speaks WebDriver to chromedriver, both as Debian packages them. Exits with 1 and says what was expected when the page is
not right; the screenshots show how it looked, light and dark.
"""
import base64
import json
import pathlib
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

ARGUMENTS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --window-size=1200,900"
).split()
ENTER, TAB = "\ue007", "\ue004"


class Browser:
    def __init__(self, port, profile):
        self.base = f"http://127.0.0.1:{port}"
        options = {"binary": "/usr/bin/chromium", "args": ARGUMENTS + [f"--user-data-dir={profile}"]}
        session = self.call("POST", "/session", {"capabilities": {"alwaysMatch": {"goog:chromeOptions": options}}})
        self.base += f"/session/{session['sessionId']}"

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            sys.exit(f"{method} {path}: {error.read().decode()[:500]}")

    def run(self, script, *args):
        return self.call("POST", "/execute/sync", {"script": script, "args": list(args)})

    def wait(self, what, script, *args):
        """Waits until the script gives something that is true."""
        for _ in range(600):
            found = self.run(script, *args)
            if found:
                return found
            time.sleep(0.1)
        sys.exit(f"did not come within a minute: {what}")

    def keys(self, *keys):
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self.call("POST", "/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": actions}]})

    def scheme(self, name):
        features = [{"name": "prefers-color-scheme", "value": name}]
        params = {"cmd": "Emulation.setEmulatedMedia", "params": {"features": features}}
        self.call("POST", "/goog/cdp/execute", params)

    def screenshot(self, path):
        path.write_bytes(base64.b64decode(self.call("GET", "/screenshot")))


def expect(what, got, wanted):
    if got != wanted:
        sys.exit(f"{what}: {got!r}, not {wanted!r}")


def rows(browser):
    return browser.run(
        """return [...document.querySelectorAll("#rows details")].map((row) => [
            row.querySelector(".side").textContent, row.querySelector(".kind").textContent,
            [...row.querySelectorAll("summary .quirk, summary .error")].map((odd) => odd.textContent).join(", ")])"""
    )


def example(browser):
    """By keyboard alone: the example, a filter, and a row that is opened."""
    browser.run("document.getElementById('example').focus()")
    browser.keys(ENTER)
    browser.wait("rows", "return document.querySelectorAll('#rows details').length > 0")
    found = rows(browser)
    expect("rows of the example", len(found), 15)
    expect("first row", found[0], ["Server", "greeting", ""])
    expect("the login", found[1], ["Client", "LOGIN", ""])
    expect("a row with quirks", found[9], ["Server", "FETCH", "2 quirks"])
    expect("a row with a malformed item", found[10], ["Server", "FETCH", "1 quirk"])
    text = browser.run("return document.body.innerText")
    expect("the password is hidden", "secret" in text, False)
    expect("the summary", "15 messages of 15, 2 with quirks, 0 malformed." in text, True)

    browser.run("document.activeElement.blur()")
    browser.keys("/", *"fetch")
    browser.wait("the filter", "return document.querySelectorAll('#rows details').length === 3")
    # From the filter over three boxes to the second row that is left.
    browser.keys(TAB, TAB, TAB, TAB, TAB, ENTER)
    value = browser.wait("the value", "return document.querySelector('#rows .value')?.textContent")
    expect("the value is typed", "Seen" in value and "Fetch" in value, True)
    mark = browser.run("return document.querySelector('details[open] summary mark')?.textContent")
    expect("the quirk's place", mark, " ")


def long_session(browser):
    """A session of a megabyte, in less than a second, and nothing of it lost."""
    milliseconds = []
    for _ in range(3):
        browser.run(
            """document.getElementById("filter").value = "";
            const lines = ["S: * OK ready", "C: a1 FETCH 1:* (UID FLAGS RFC822.SIZE)"];
            let size = 0;
            for (let n = 1; size < 1 << 20; n++) {
                lines.push(`S: * ${n} FETCH (UID ${n * 3} FLAGS (\\\\Seen $Label${n % 5}) RFC822.SIZE ${n * 1000})`);
                size += lines[lines.length - 1].length + 1;
            }
            lines.push("S: a1 OK done");
            document.body.dataset.milliseconds = "";
            document.body.dataset.lines = lines.length;
            document.getElementById("capture").value = lines.join("\\n");
            document.getElementById("inspect").click();"""
        )
        milliseconds.append(int(browser.wait("the long session", "return document.body.dataset.milliseconds")))
    lines = int(browser.run("return document.body.dataset.lines"))
    text = browser.run("return document.getElementById('summary').textContent")
    expect("the summary", text, f"{lines:,} messages of {lines:,}, 0 with quirks, 0 malformed.")
    print(f"1 MiB of transcript, {lines} messages: {sorted(milliseconds)} ms")
    # The best of three: the machine may be busy with other things.
    expect("a megabyte in less than a second", min(milliseconds) < 1000, True)


def looks(browser, screenshots):
    colours = {}
    for scheme in ("light", "dark"):
        browser.scheme(scheme)
        browser.screenshot(screenshots / f"inspect_web-{scheme}.png")
        colours[scheme] = browser.run("return getComputedStyle(document.body).backgroundColor")
    expect("the ground in the light", colours["light"], "rgb(253, 253, 252)")
    expect("the ground in the dark", colours["dark"], "rgb(23, 24, 26)")


def malformed(browser):
    browser.run(
        """document.getElementById("filter").value = "";
        document.getElementById("capture").value = "S: * OK hi\\nC: a1 SELECT\\nS: a1 BAD no\\n";
        document.getElementById("inspect").click();"""
    )
    browser.wait("the malformed command", "return document.querySelectorAll('#rows details').length === 3")
    expect("the malformed command", rows(browser)[1], ["Client", "malformed", "malformed"])
    browser.run("document.querySelectorAll('#rows summary')[1].click()")
    told = browser.wait("the reason", "return document.querySelector('#rows li li.error')?.textContent")
    expect("the reason", told, "At octet 9: expected SP.")


def main():
    page, screenshots = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
    screenshots.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as profile:
        driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, text=True)
        try:
            port = next(line.split("port ")[1].split(".")[0] for line in driver.stdout if "successfully on port" in line)
            browser = Browser(port, profile)
            try:
                browser.call("POST", "/url", {"url": page.as_uri()})
                example(browser)
                looks(browser, screenshots)
                malformed(browser)
                long_session(browser)
            finally:
                browser.call("DELETE", "")
        finally:
            driver.terminate()
            driver.wait()
    print("the page is right")


if __name__ == "__main__":
    main()

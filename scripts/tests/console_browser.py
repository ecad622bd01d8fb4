"""What a person does in the console, done by Chromium through Playwright; prints one JSON object for each check.

Arguments: the server's address, the file of a token, and a folder for screenshots (empty for none).
"""

import json
import os
import sys

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

URL, TOKEN_FILE, SHOTS = sys.argv[1:4]
with open(TOKEN_FILE, encoding="ascii") as token_file:
    TOKEN = token_file.read().strip()
PHONE = {"width": 360, "height": 740}
said = []


def check(name, good, detail=""):
    print(json.dumps({"name": name, "good": bool(good), "detail": str(detail)[:1500]}), flush=True)


def watch(page):
    """Everything that a page complains of: errors, and what its content security policy kept from happening."""
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: (said.append("a dialog: " + dialog.message), dialog.dismiss()))
    return page


def sign_in(page):
    page.goto(URL + "/console/log")
    page.get_by_label("Access token").fill(TOKEN)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(URL + "/console/log")


def shot(page, name):
    if SHOTS:
        os.makedirs(SHOTS, exist_ok=True)
        page.screenshot(path=os.path.join(SHOTS, name + ".png"), full_page=True)


def verdict(page, path):
    page.goto(URL + path)
    page.locator("[data-proof][data-state]").wait_for(timeout=15000)
    return page.locator("[data-proof]").get_attribute("data-state"), page.locator("[data-verdict]").inner_text()


def find(page, words):
    """The path of the newest record that has the words."""
    page.goto(URL + "/console?q=" + words)
    return page.locator("[data-item]").first.get_attribute("href")


def signing_in(page):
    page.goto(URL + "/console/sign-in")
    page.get_by_label("Access token").fill("muster_wrong")
    page.get_by_role("button", name="Sign in").click()
    check("a wrong token is refused in words", "Not signed in" in page.get_by_role("alert").inner_text())
    shot(page, "sign-in-refused")
    said.clear()  # The browser reports the 401 by itself.
    sign_in(page)
    check("a good token leads to the page that was asked for", page.locator("h1").inner_text() == "Log main")
    cookies = {cookie["name"]: cookie for cookie in page.context.cookies()}
    session = cookies.get("muster-session", {})
    check("the session's cookie is out of reach of scripts and other sites",
          session.get("httpOnly") and session.get("sameSite") == "Strict", session)


def searching(page):
    page.goto(URL + "/console")
    shot(page, "search")
    check("the search begins with everything, newest first", page.locator("[data-item]").count() == 50)
    check("the histogram says in words what it shows",
          "Events over time" in (page.locator(".histogram svg").get_attribute("aria-label") or ""))
    first = page.locator("[data-item]").first.get_attribute("href")
    page.get_by_role("link", name="Older events").click()
    older = page.locator("[data-item]").first.get_attribute("href")
    check("older events follow on a page of their own", int(older.rsplit("/")[-1]) < int(first.rsplit("/")[-1]) - 49)
    page.wait_for_load_state("load")
    page.keyboard.press("/")
    check("/ leads to the search", page.evaluate("document.activeElement.id") == "q")
    page.keyboard.type('"annual review"')
    page.keyboard.press("Enter")
    page.wait_for_url("**q=*")
    check("a phrase finds its one event", page.locator("[data-item]").count() == 1)
    page.keyboard.press("j")
    check("j leads to the first of the list", page.evaluate("document.activeElement.hasAttribute('data-item')"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/console/events/*")
    check("Enter opens the record", "user.update" in page.locator("h1").inner_text())
    page.keyboard.press("?")
    check("? shows the keys", page.get_by_role("dialog").is_visible())
    shot(page, "help")
    page.keyboard.press("Escape")
    page.goto(URL + "/console?since=never")
    check("a date that is none is told", "expected" in page.get_by_role("alert").inner_text())
    page.goto(URL + "/console?q=nowhere-to-be-found")
    check("nothing found is said", page.locator(".empty").is_visible())
    said.clear()  # The browser reports the 400 by itself.


def record(page):
    path = find(page, "annual")
    state, text = verdict(page, path)
    check("the proof of a record is verified by the browser", state == "good" and "Verified" in text, (state, text))
    steps = page.locator("[data-steps] li.good").count()
    check("every step is shown", steps == 5, page.locator("[data-steps]").inner_text())
    old, new = page.locator(".diff .old").first.inner_text(), page.locator(".diff .new").first.inner_text()
    check("before and after stand there in words", "Before" in old and "Clerk" in old and "After" in new, (old, new))
    check("what was removed and added says so", page.locator(".verb").all_inner_texts() == ["changed", "removed", "changed", "added"])
    shot(page, "record")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download receipt").click()
    with open(download.value.path(), encoding="utf-8") as file:
        check("the receipt is a tlog-proof", file.readline().startswith("c2sp.org/tlog-proof@v1"))
    return path


def tampering(context, path):
    """Whatever is changed on the way, the browser sees it."""
    def flip(at):
        def change(route):
            answer = route.fetch()
            body = bytearray(answer.body())
            body[at(body)] ^= 1
            route.fulfill(response=answer, body=bytes(body))
        return change

    def rewrite(route):
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.body().replace(b"user.update success", b"user.delete success"))

    def rename(route):
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace('data-action="user.update"', 'data-action="user.delete"'))

    cases = [
        ("an entry that was changed", "**/tile/entries/**", rewrite),
        ("a hash of the tree that was changed", "**/tile/0/**", flip(lambda body: 40)),
        ("a signature that was changed", "**/checkpoint", flip(lambda body: len(body) - 12)),
        ("a page that says something else", "**/console/events/*", rename),
    ]
    for name, pattern, handler in cases:
        page = context.new_page()
        page.route(pattern, handler)
        state, text = verdict(page, path)
        check(f"{name} fails the proof", state == "bad", (state, text, page.locator("[data-steps]").inner_text()))
        if "entry" in name:
            shot(page, "record-tampered")
        page.close()


def people(page):
    page.goto(URL + "/console/who/bjensen")
    check("a person's page has their name", page.locator("h1").inner_text() == "bjensen")
    check("it tells what they hold", "Auditors" in page.locator("table").first.inner_text())
    check("the timeline has before and after", page.locator(".timeline .diff").count() > 3)
    shot(page, "who")
    page.goto(URL + "/console/who/user%3Au-4")
    check("a name that is a script is a name", page.locator("h1").inner_text() == "<script>alert(1)</script>")
    page.goto(URL + "/console/access?who=bjensen")
    text = page.locator("table").first.inner_text()
    check("access through a group names the way", "Payroll administrator" in text and "Auditors" in text, text)
    shot(page, "access")
    page.goto(URL + "/console/access?what=group:Auditors&since=2020-01-01")
    check("who had it, and what changed since", "Gained" in page.locator("main").inner_text(), page.locator("main").inner_text())
    shot(page, "access-since")
    page.goto(URL + "/console/reports")
    shot(page, "reports")
    page.get_by_role("link", name="Access review").click()
    page.get_by_label("Group, role, app or permission").fill("group:Auditors")
    page.get_by_role("button", name="Make the report").click()
    page.wait_for_url("**/console/reports/access-review?*")
    check("a report opens with the session", "bjensen" in page.locator("main").inner_text(), page.locator("body").inner_text())
    shot(page, "report")
    page.locator(".report td a").first.click()
    page.wait_for_url("**/console/events/*")
    check("a report's row leads to its record", "group.member.add" in page.locator("h1").inner_text())
    page.goto(URL + "/console/log")
    shot(page, "log")


PAGES = ["/console", "/console/access?who=bjensen", "/console/who/bjensen", "/console/reports", "/console/reports/access-review?resource=group:Auditors", "/console/log", "/console/sign-in"]


def sizes(page, path):
    page.set_viewport_size(PHONE)
    for place in PAGES + [path, "/console?q=review", "/console/nowhere"]:
        page.goto(URL + place)
        page.wait_for_load_state("networkidle")
        width = page.evaluate("document.documentElement.scrollWidth")
        check(f"{place} fits a phone", width <= PHONE["width"], width)
        shot(page, "phone-" + (place.strip("/").replace("/", "-").split("?")[0]))
    page.set_viewport_size({"width": 1280, "height": 800})


def accessibility(browser, path):
    """axe-core's rules of WCAG 2.2 AA, in both colour schemes; it is put into the page past its policy."""
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme, bypass_csp=True)
        page = context.new_page()
        page.goto(URL + "/console/sign-in")
        found = [Axe().run(page)]
        sign_in(page)
        for place in PAGES[:-1] + [path, "/console?since=never", "/console/nowhere"]:
            page.goto(URL + place)
            page.wait_for_load_state("networkidle")
            if scheme == "dark":
                shot(page, "dark-" + (place.strip("/").replace("/", "-").split("?")[0]))
            found.append(Axe().run(page))
        wrong = [(violation["id"], node["target"], node.get("failureSummary", "")[:200])
                 for result in found for violation in result.response["violations"] for node in violation["nodes"]]
        check(f"axe-core finds nothing on {len(found)} pages, {scheme}", not wrong, wrong[:8])
        levels = page.evaluate("getComputedStyle(document.body).backgroundColor")
        check(f"the page is {scheme}", (levels == "rgb(18, 22, 26)") == (scheme == "dark"), levels)
        context.close()


def focus(page):
    page.goto(URL + "/console")
    page.keyboard.press("Tab")
    check("the first stop is the way to the content", page.evaluate("document.activeElement.className") == "skip")
    unseen = []
    for _ in range(12):
        page.keyboard.press("Tab")
        style = page.evaluate("(() => { const s = getComputedStyle(document.activeElement); return [s.outlineStyle, s.outlineWidth, document.activeElement.outerHTML.slice(0, 80)]; })()")
        if style[0] == "none" or style[1] == "0px":
            unseen.append(style)
    check("the focus is seen wherever it is", not unseen, unseen)


def without_scripts(browser, path):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page)
    page.goto(URL + path)
    check("a record can be read without scripts", "Clerk" in page.locator("main").inner_text())
    page.goto(URL + "/console/access?who=bjensen&at=2020-01-01&was=0&day=0")
    check("the access page works without scripts", "Nothing" in page.locator("main").inner_text())
    context.close()


def signing_out(page):
    page.goto(URL + "/console")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/console/sign-in")
    page.goto(URL + "/console/log")
    check("after signing out the pages ask for a token", "/console/sign-in" in page.url)


with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = watch(context.new_page())
    signing_in(page)
    searching(page)
    path = record(page)
    check("no page complained", not said, said)
    tampering(context, path)
    people(page)
    focus(page)
    check("no page of people complained", not said, said)
    sizes(page, path)
    without_scripts(browser, path)
    accessibility(browser, path)
    signing_out(page)
    browser.close()

"""What a person does in the console, done by Chromium through Playwright; prints one JSON object for each check.

Arguments: the server's address, the file of a token, and a folder for screenshots (empty for none).
"""

import json
import os
import re
import sys
import time
import urllib.request

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


def named(place):
    return re.sub(r"[^a-z0-9]+", "-", place.lower()).strip("-")[:50]


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


def impact(page):
    page.goto(URL + "/console/impact")
    shot(page, "impact-form")
    page.get_by_label("All that somebody did").fill("jsmith")
    page.keyboard.press("Enter")
    page.wait_for_url("**/console/impact?*actor=jsmith*")
    text = page.locator("main").inner_text()
    check("an actor's impact says who gained what, and what was done with it",
          "Mallory's role" in text and "still held" in text and "Deeds" in text, text)
    shot(page, "impact")
    page.locator(".deeds a").first.click()
    page.wait_for_url("**/console/events/*")
    check("a deed leads to its record", "user.update" in page.locator("h1").inner_text())
    page.goto(URL + "/console/impact?transaction=t-2")
    page.locator("table a[href^='/console/events/']").first.click()
    page.wait_for_url("**/console/events/*")
    check("a gain leads to its record", "role.assign" in page.locator("h1").inner_text())
    shot(page, "record-impacts")
    page.get_by_role("link", name="What came of its whole transaction").click()
    page.wait_for_url("**/console/impact?transaction=t-2")
    check("a record leads to what came of it", "Gained" in page.locator("main").inner_text())
    page.goto(URL + "/console/impact?event=1&actor=jsmith")
    check("what cannot be asked is told, at the field", "one of the three" in page.get_by_role("alert").inner_text()
          and page.get_by_label("The record with index").get_attribute("aria-invalid") == "true")
    page.goto(URL + "/console/impact?actor=twin")
    shot(page, "impact-ambiguous")
    page.get_by_role("main").get_by_role("link", name="twin").first.click()
    page.wait_for_url("**/console/impact?actor=*")
    check("of several each leads to their impact", page.get_by_role("alert").count() == 0, page.locator("main").inner_text())
    said.clear()  # The browser reports the 400 and the 409 by itself.


def post(number, name="<img src=x onerror=alert(3)>"):
    record = {"id": f"live-{number}-{time.time_ns()}", "action": "user.update", "source": "live", "outcome": "failed",
              "subject": {"type": "user", "id": "u-9", "name": name, "namespace": "hr"},
              "resource": {"type": "group", "id": "g-1", "name": "Auditors", "namespace": "hr"},
              "changes": [{"path": "title", "before": "a", "after": "b"}]}
    request = urllib.request.Request(
        URL + "/v1/events", json.dumps(record).encode(), {"Authorization": "Bearer " + TOKEN, "Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)["index"]


def following(context):
    page = watch(context.new_page())
    page.goto(URL + "/console?q=source:live")
    button, status = page.get_by_role("button", name="Live"), page.locator("[data-live-status]")
    button.wait_for()
    check("with scripts there is a switch in place of the link", page.get_by_role("link", name="Newer events").count() == 0
          and button.get_attribute("aria-pressed") == "false")
    first = post(1)  # before it is switched on: what came since the page was made comes, too
    button.focus()
    page.keyboard.press("Enter")
    rows = page.locator("[data-live-list] [data-item]")
    rows.first.wait_for()
    second = post(2, "eve")
    page.locator(f"[data-live-list] [href='/console/events/{second}']").wait_for()
    paths = [row.get_attribute("href") for row in rows.all()]
    check("that nothing fits is said no more", page.locator(".empty").count() == 0)
    check("new rows stand on top, and none is left out", paths == [f"/console/events/{n}" for n in (second, first)], paths)
    check("a name that is markup is a name", page.locator("[data-live-list] img").count() == 0
          and "<img src=x" in page.locator("[data-live-list]").inner_text())
    page.get_by_text("Following. 2 new events.").wait_for(timeout=10000)
    check("what came is told politely", status.get_attribute("role") == "status" and button.get_attribute("aria-pressed") == "true")
    page.goto(URL + f"/console?q=index:{second}")
    made = page.locator("[data-list] .event").first.inner_text()
    page.goto(URL + "/console?q=source:live")
    page.get_by_role("button", name="Live").click()
    third = post(3, "eve")
    page.locator(f"[data-live-list] [href='/console/events/{third}']").wait_for()
    shown = page.locator("[data-live-list] .event").first.inner_text()
    same = [made.split(), shown.split()]
    differ = [pair for pair in zip(*same) if pair[0] != pair[1]]
    # They differ by index, and perhaps by the time of day.
    check("a new row says what the list's own say", len(same[0]) == len(same[1]) and all(
        left.strip("#:").replace(":", "").isdigit() for left, _ in differ), (made, shown))
    shot(page, "live")
    page.keyboard.press("j")
    check("j leads to the new rows first", page.evaluate("document.activeElement.getAttribute('href')") == f"/console/events/{third}")
    page.get_by_role("button", name="Live").click()
    fourth = post(4)
    time.sleep(1.5)
    check("stopped, nothing comes", page.locator("[data-live-list] [data-item]").count() == 1
          and "Stopped." in page.locator("[data-live-status]").inner_text())
    page.get_by_role("button", name="Live").click()
    page.locator(f"[data-live-list] [href='/console/events/{fourth}']").wait_for()
    check("switched on again, what came meanwhile comes", page.locator("[data-live-list] [data-item]").count() == 2)
    for number in range(5, 111):
        last = post(number, f"person {number}")
    page.locator(f"[data-live-list] [href='/console/events/{last}']").wait_for()
    check("a hundred rows stay, and it is said", page.locator("[data-live-list] [data-item]").count() == 100
          and page.get_by_text("Older ones of these are left out.").is_visible())
    check("following complains of nothing", not said, said)
    page.close()


def lost(browser):
    """The connection goes and comes back; the session ends."""
    context = browser.new_context()
    page = context.new_page()
    sign_in(page)
    page.goto(URL + "/console?q=source:live")
    newest = page.locator("[data-live]").get_attribute("data-newest")
    page.get_by_role("button", name="Live").click()
    page.get_by_text("Following.").wait_for()
    context.set_offline(True)
    page.evaluate("1")
    index = post(200, "while nobody listened")
    context.set_offline(False)
    page.locator(f"[data-live-list] [href='/console/events/{index}']").wait_for(timeout=30000)
    check("after a break nothing is left out and nothing comes twice",
          page.locator("[data-live-list] [data-item]").count() == 1 and int(newest) < index)
    other = context.new_page()
    other.goto(URL + "/console/log")
    other.get_by_role("button", name="Sign out").click()
    other.wait_for_url("**/console/sign-in")
    page.get_by_text("Stopped: you are signed out.").wait_for(timeout=10000)
    check("signing out ends it", page.get_by_role("button", name="Live").get_attribute("aria-pressed") == "false")
    context.close()


PAGES = ["/console", "/console/access?who=bjensen", "/console/who/bjensen", "/console/impact?actor=jsmith", "/console/reports", "/console/reports/access-review?resource=group:Auditors", "/console/log", "/console/sign-in"]


def sizes(page, path):
    page.set_viewport_size(PHONE)
    for place in PAGES + [path, "/console?q=review", "/console?q=source:live", "/console/nowhere"]:
        page.goto(URL + place)
        page.wait_for_load_state("networkidle")
        width = page.evaluate("document.documentElement.scrollWidth")
        if place.startswith("/console?q=source:live"):
            page.get_by_role("button", name="Live").click()
            post(500, "somebody with a name that is longer than a phone is wide, and then some")
            page.locator("[data-live-list] [data-item]").first.wait_for()
            width = page.evaluate("document.documentElement.scrollWidth")
        check(f"{place} fits a phone", width <= PHONE["width"], width)
        shot(page, "phone-" + named(place))
    page.set_viewport_size({"width": 1280, "height": 800})


def accessibility(browser, path):
    """axe-core's rules of WCAG 2.2 AA, in both colour schemes; it is put into the page past its policy."""
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme, bypass_csp=True)
        page = context.new_page()
        page.goto(URL + "/console/sign-in")
        found = [Axe().run(page)]
        sign_in(page)
        for place in PAGES[:-1] + [path, "/console?q=source:live", "/console/impact?event=x", "/console?since=never", "/console/nowhere"]:
            page.goto(URL + place)
            page.wait_for_load_state("networkidle")
            if place.startswith("/console?q=source:live"):
                page.get_by_role("button", name="Live").click()
                post(400, "accessible")
                page.locator("[data-live-list] [data-item]").first.wait_for()
            if scheme == "dark":
                shot(page, "dark-" + named(place))
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
    page.goto(URL + "/console/impact")
    page.get_by_label("All records of transaction").fill("t-2")
    page.get_by_role("button", name="Show").click()
    check("the impact page works without scripts", "still held" in page.locator("main").inner_text())
    page.goto(URL + "/console?q=source:live")
    index = post(300)
    newer = page.get_by_role("link", name="Newer events")
    check("without scripts there is a link in place of the switch", newer.is_visible()
          and page.get_by_role("button", name="Live").count() == 0)
    newer.click()
    check("which leads to what is newer, and to nothing else",
          [row.get_attribute("href") for row in page.locator("[data-item]").all()] == [f"/console/events/{index}"])
    page.get_by_role("link", name="Newer events").click()
    check("and from there on", "There is no more, up to now." in page.locator("main").inner_text())
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
    impact(page)
    following(context)
    lost(browser)
    focus(page)
    check("no page of people complained", not said, said)
    sizes(page, path)
    without_scripts(browser, path)
    accessibility(browser, path)
    signing_out(page)
    browser.close()

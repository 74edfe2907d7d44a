"""What each rule of semgrep must find, and what it must leave alone beside it. Nothing here is run."""
# ruff: noqa


def case_rows(request, code, key):
    # ruleid: case-row-by-its-key
    get_object_or_404(Case, pk=key)
    # ruleid: case-row-by-its-key
    Case.objects.get(code=code)
    # ok: case-row-by-its-key
    seen_by_id(request, key)


def markup(words):
    # ruleid: text-marked-as-markup
    mark_safe(words)
    # ruleid: text-marked-as-markup
    SafeString(f"<b>{words}</b>")
    # ok: text-marked-as-markup
    format_html("<b>{}</b>", words)


def made_of_text(words):
    # ruleid: template-made-of-text
    Engine(debug=False).from_string(words)
    # ok: template-made-of-text
    render_to_string("page.html", {"words": words})


def statements(cursor, name):
    # ruleid: sql-put-together
    cursor.execute(f"select 1 from t where name = '{name}'")
    # ruleid: sql-put-together
    cursor.execute("select 1 from t where name = '%s'" % name)
    # ok: sql-put-together
    cursor.execute("select 1 from t where name = %s", [name])


# ruleid: form-without-its-token
@csrf_exempt
def no_token(request):
    return None


def leads(request):
    # ruleid: led-away
    redirect(request.GET.get("next"))
    there = request.POST["next"]
    # ruleid: led-away
    HttpResponseRedirect(there)
    # ok: led-away
    redirect(own_page(request, request.GET.get("next", "")))


def from_the_host(request):
    # ruleid: address-from-the-host-header
    request.build_absolute_uri("/x/")
    # ok: address-from-the-host-header
    f"{settings.SITE_URL}/x/"


def objects(content):
    # ruleid: bytes-that-become-objects
    pickle.loads(content)
    # ruleid: bytes-that-become-objects
    eval(content)
    # ok: bytes-that-become-objects
    json.loads(content)


def shell(word):
    # ruleid: words-for-a-shell
    subprocess.run(f"ls {word}", shell=True)
    # ok: words-for-a-shell
    subprocess.run(["ls", word])


def others(url):
    # ruleid: request-to-somebody-else
    urllib.request.urlopen(url)


def lines(user, paper):
    # ruleid: person-in-a-log-line
    log.warning("not sent to %s", user.email)
    # ruleid: person-in-a-log-line
    log.info(f"saved {user.full_name}")
    # ok: person-in-a-log-line
    log.warning("paper %s failed", paper.pk)


def raised(user):
    # ruleid: person-in-an-exception
    raise ValueError(f"No seat for {user.full_name}")


def guessed():
    # ruleid: chance-for-a-secret
    random.choices("abc", k=12)
    # ok: chance-for-a-secret
    secrets.token_urlsafe(24)


def digests(content):
    # ruleid: broken-digest
    hashlib.md5(content)
    # ok: broken-digest
    hashlib.sha256(content)


def compared(feed, typed):
    # ruleid: compared-letter-by-letter
    return feed.secret == typed


def compared_well(feed, typed):
    # ok: compared-letter-by-letter
    return hmac.compare_digest(feed.secret, typed)


def rights(user):
    # ruleid: superuser-who-may
    if user.is_superuser:
        return True
    # ruleid: superuser-who-may
    return user.has_perm("cases.view_case")


class Everything:
    class Meta:
        # ruleid: every-field-of-a-model
        fields = "__all__"


class Named:
    class Meta:
        # ok: every-field-of-a-model
        fields = ["name"]


def files(upload):
    # ruleid: file-with-a-name-of-theirs
    open(f"/srv/{upload.name}", "wb")
    # ok: file-with-a-name-of-theirs
    open(f"/srv/{uuid4()}", "wb")


def archives(archive):
    # ruleid: archive-taken-apart
    archive.extractall("/srv")
    # ok: archive-taken-apart
    archive.infolist()


def cookies(response):
    # ruleid: cookie-of-our-own
    response.set_cookie("who", "x")


# ruleid: policy-let-go
@csp_exempt
def no_policy(request):
    return None

"""The scripts of capture.py: one function a topic, run against each server in this order.

Nothing is checked here. What a server refuses, or does not know, is recorded like everything else.
"""

import base64
import hashlib
import hmac
import itertools
import re

from connection import Lit, Reply
from messages import MESSAGES, big

SYSTEM = r"\Answered \Flagged \Deleted \Seen \Draft"


def b64(*fields):
    return base64.b64encode("\0".join(fields).encode()).decode()


def number(responses, pattern, default="1"):
    """The first group of `pattern` in what a command answered: a UID, a mod-sequence."""
    found = re.search(pattern.encode(), b"".join(responses), re.I)
    return found[1].decode() if found else default


def append(c, mailbox, octets, how=""):
    return c(f"APPEND {mailbox} {how}", Lit(octets, plus=True))


def filled(server, user, names=None):
    """Stores messages in a user's INBOX on a connection that is not recorded, once; returns the names of those the server took, in order."""
    if user in server.kept:
        return server.kept[user]
    kept = server.kept[user] = []
    with server.connect() as c:
        c.login(user)
        for n, name in enumerate(names or MESSAGES):
            flags = r"(\Seen $Forwarded)" if n % 3 == 1 else r"(\Flagged key.word)" if n % 3 == 2 else "()"
            done = append(c, "INBOX", MESSAGES[name], f'{flags} "{1 + n % 28:2}-Feb-2024 {n:02}:00:00 +0{n % 10}30" ')
            if b" OK " in done[-1]:
                kept.append(name)
        c("LOGOUT")
    return kept


def run(c, text):
    """One command a line."""
    for line in lines(text):
        c(line)


def steadily(server, topic, steps, *begin):
    """Runs steps in as many sessions as it takes: where a server hangs up (Dovecot after some errors), the next session goes on.

    A step is a command (text), its parts (a tuple), or a line with its own tag (octets).
    """
    steps = iter(steps)
    for n in itertools.count(1):
        with server.connect(f"{topic}-{n}") as c:
            for step in begin:
                c(step)
            for step in steps:
                if isinstance(step, bytes):
                    c.line(step)
                else:
                    c(*step) if isinstance(step, tuple) else c(step)
            c("LOGOUT")
            return


def lines(text):
    return [line.strip() for line in text.strip().splitlines()]


# Before and around authentication.


def topic_login(server, topic):
    def scram(first):
        return base64.b64encode(first).decode()

    steadily(server, f"{topic}-before", [
        *lines("""
            CAPABILITY
            NOOP
            ID NIL
            ID ("name" "capture" "version" "1.0" "empty" "" "nil" NIL "quoted" "a \\"q\\" \\\\ b")
            ID ()
            ID
            SELECT INBOX
            LOGIN nobody "wrong password"
            LOGIN login
            LOGIN
            STARTTLS
            FROBNICATE
            AUTHENTICATE
            AUTHENTICATE X-UNKNOWN
        """),
        ("AUTHENTICATE PLAIN", Reply("*")),
        ("AUTHENTICATE PLAIN", Reply("!not base64!")),
        ("AUTHENTICATE PLAIN", Reply("")),
        "AUTHENTICATE PLAIN " + b64("", "login", "wrong"),
        "AUTHENTICATE PLAIN =",
        ("AUTHENTICATE CRAM-MD5", Reply("*")),
        ("AUTHENTICATE DIGEST-MD5", Reply("*")),
        ("AUTHENTICATE SCRAM-SHA-1 " + scram(b"n,,n=login,r=fyko+d2lbbFgONRv9qkxdawL"), Reply("*")),
        ("AUTHENTICATE SCRAM-SHA-256", Reply(scram(b"n,,n=login,r=rOprNGfwEbeRWgbNEkqO")), Reply("*")),
        ("AUTHENTICATE OAUTHBEARER " + scram(b"n,a=login,\x01auth=Bearer x\x01\x01"), Reply("AQ==")),
        "AUTHENTICATE EXTERNAL =",
        ("AUTHENTICATE LOGIN", Reply(b64("login")), Reply("*")),
    ])
    with server.connect(f"{topic}-1") as c:
        c("AUTHENTICATE LOGIN", Reply(b64("login")), Reply(b64("pass")))
        run(c, """
            CAPABILITY
            LOGIN login pass
            AUTHENTICATE PLAIN
            ENABLE CONDSTORE
            ENABLE QRESYNC
            ENABLE UTF8=ACCEPT
            ENABLE IMAP4rev2 X-UNKNOWN
            ENABLE CONDSTORE QRESYNC
            ENABLE
            NOOP
            LOGOUT
        """)
    with server.connect(f"{topic}-2") as c:
        c('LOGIN "login" "pa\\"ss"')
        c("login ", Lit("nobody"), " ", Lit("x"))
        c("LOGIN ", Lit("login"), " ", Lit("pass"))
        c("logout")
    with server.connect(f"{topic}-3") as c:
        c("LOGIN ", Lit("login", plus=True), " ", Lit("pass", plus=True))
        c("UNAUTHENTICATE")
        c("AUTHENTICATE PLAIN " + b64("", "login", "pass"))
        c('ID ("name" "after login")')
        c("LOGOUT")
    with server.connect(f"{topic}-4") as c:
        c("AUTHENTICATE PLAIN", Reply(b64("login", "login", "pass")))
        c("ENABLE QRESYNC CONDSTORE")
        c("SELECT INBOX")
        c("LOGOUT")
    with server.connect(f"{topic}-5") as c:
        c("AUTHENTICATE ANONYMOUS", Reply(b64("trace@example.org")))
        c("LOGOUT")


def topic_bad(server, topic):
    """What is not IMAP, or comes in the wrong state."""
    steadily(server, f"{topic}-before", (
        b"", b"x", b"x ", b" ", b"* OK", b"garbage \x01\x02\xff", b"a(1) NOOP", b"+ NOOP", b"tag+ NOOP", b"t1 LIST", b't2 LOGIN "open', b"t3 LOGIN {x}",
        b"t4 NOOP extra", b"t5 CAPABILITY ", b"{3+}\r\nabc NOOP",
        b"t6 LOGIN {5+}\r\na\0b\xffc x", b"t7 LOGIN {99999} x",
    ))
    with server.connect(f"{topic}-literal") as c:
        c.line(b"t1 LOGIN {99999999999999999999}")
        c.line(b"t2 LOGIN {99999}")
    steadily(server, f"{topic}-authenticated", (
        b"", b"t1", b"t2 ", b"t3  NOOP", b"t4 NOOP ", b"t5 NOOP extra", b"t6 FETCH 1 FLAGS", b"t7 CLOSE", b"t8 SELECT", b"t9 SELECT (", b't10 SELECT "open', b't11 SELECT "a\\b"',
        b"t12 LIST", b'\tt13 LIST "" %', b"t14 STATUS INBOX", b"t15 STATUS INBOX ()", b"t16 STATUS INBOX (NOSUCH)", b"t17 APPEND INBOX", b"t18 UID", b"t19 UID FROB 1",
    ), "LOGIN login pass")
    steadily(server, f"{topic}-selected", (
        b"t1 FETCH", b"t2 FETCH 1", b"t3 FETCH 0 FLAGS", b"t4 FETCH 1: FLAGS", b"t5 FETCH 4294967296 FLAGS", b"t6 FETCH 1 (FLAGS", b"t7 FETCH 1 NOSUCH", b"t8 FETCH 1 BODY[",
        b"t9 FETCH 1 BODY[HEADER.FIELDS ()]", b"t10 FETCH 1 BODY[]<5.0>", b"t11 STORE 1 FLAGS", b"t12 STORE 1 FLAGS (\\Nosuch)", b"t13 STORE 1 FROB (x)",
        b"t14 SEARCH", b"t15 SEARCH NOSUCH", b"t16 SEARCH OR ALL", b"t17 SEARCH BEFORE 32-Foo-2024", b"t18 COPY 1",
    ), "LOGIN login pass", "SELECT INBOX")
    with server.connect(f"{topic}-long") as c:
        c.login("login")
        c.line(b"long1 SELECT " + b"x" * 3000)
        c.line(b"long2 NOOP")
        c.line(b"long3 SELECT " + b"x" * 9000)
        c.line(b"long4 NOOP")
        c("SELECT ", Lit(b"y" * 3000, plus=True))
        c.line(b"nul SELECT a\0b")
        c.line(b"cr SELECT a\rb")
        c.raw(b"lf NOOP\n")
        c.settle()
        c("LOGOUT")
    with server.connect(f"{topic}-many") as c:
        c.login("login")
        for n in range(25):
            c.line(f"f{n} FROBNICATE".encode(), f"f{n} ".encode(), b"* BYE")
    if server.kind == "cyrus":
        with server.connect(f"{topic}-no-plaintext", port=1) as c:
            run(c, """
                CAPABILITY
                LOGIN login pass
                AUTHENTICATE PLAIN
                LOGOUT
            """)


# Mailboxes.


def topic_mailboxes(server, topic):
    odd = ["with space", '"quo\\"ted"', '"back\\\\slash"', "[Gmail]", '"[Gmail]/All Mail"', "Entw&APw-rfe", "&ZeVnLIqe-", "&-", "a&-b", "&", "&APw", "&AGEAYg-", '"50%"', '"star*"', '"(paren)"',
           "~tilde", "#hash", "a.b", "a//b", "/lead", "trail/", '""', '" "', '"{3}"', "]", "'", "inbox", "INBOX/sub", "NIL", "x" * 300]
    with server.connect(f"{topic}-1") as c:
        c.login("boxes")
        run(c, """
            NAMESPACE
            LIST "" ""
            LIST "" *
            LSUB "" *
            CREATE Work
            CREATE Work/2024/January
            CREATE Archive/
            CREATE Work
        """)
        for name in odd:
            c(f"CREATE {name if name[0] == chr(34) or ' ' not in name else chr(34) + name + chr(34)}")
        c("CREATE ", Lit("literal name"))
        c("CREATE ", Lit('lit "q" \\ {5}', plus=True))
        c("CREATE ", Lit("Entwürfe"))
        c("CREATE ", Lit(b"latin1 \xfc"))
        c("CREATE ", Lit("line\r\nbreak"))
        c("CREATE ", Lit(""))
        c(b'CREATE "raw \xc3\xa4"')
        run(c, r"""
            LIST "" *
            LIST "" %
            LIST "" %/%
            LIST Work/ %
            LIST "" Work/*
            LIST "" INBOX
            LIST "" inbox
            LIST "" nosuch
            LIST "/" ""
            LIST Work ""
            LIST "~" %
            SUBSCRIBE Work/2024/January
            SUBSCRIBE "with space"
            SUBSCRIBE Entw&APw-rfe
            SUBSCRIBE INBOX
            SUBSCRIBE nosuch
            LSUB "" *
            LSUB "" %
            LSUB "" ""
            UNSUBSCRIBE "with space"
            UNSUBSCRIBE nosuch
            RENAME Work/2024 Work/2025
            RENAME nosuch other
            RENAME Archive Work
            RENAME "with space" "in/to/depth"
            RENAME INBOX "Old Mail"
            DELETE "Old Mail"
            DELETE nosuch
            DELETE INBOX
            DELETE Work
            LIST "" Work*
            DELETE Work/2025/January
            DELETE in/to/depth
            LIST "" *
            LSUB "" *
            SELECT nosuch
            EXAMINE nosuch
            SELECT Archive
            RENAME Archive Archived
            NOOP
            DELETE Archived
            NOOP
            CLOSE
            LOGOUT
        """)
    with server.connect(f"{topic}-2") as c:
        c.login("other")
        run(c, r"""
            CREATE a
            CREATE a/b
            CREATE a/b/c
            CREATE d
            CREATE "sp ace"
            CREATE (USE (\Archive)) x
            CREATE Special (USE (\Archive))
            CREATE Special2 (USE (\Flagged \Important))
            CREATE Special3 (USE (\Nosuch))
            CREATE Special4 (NOSUCH)
            SUBSCRIBE a/b/c
            SUBSCRIBE d
            SUBSCRIBE gone
            LIST (SUBSCRIBED) "" *
            LIST (SUBSCRIBED) "" %
            LIST (RECURSIVEMATCH SUBSCRIBED) "" %
            LIST (SUBSCRIBED REMOTE RECURSIVEMATCH) "" * RETURN (CHILDREN)
            LIST (RECURSIVEMATCH) "" *
            LIST (REMOTE) "" %
            LIST (SPECIAL-USE) "" *
            LIST (NOSUCH) "" *
            LIST () "" %
            LIST "" (INBOX a/% "sp ace")
            LIST "" (a d) RETURN ()
            LIST "" * RETURN (SUBSCRIBED)
            LIST "" * RETURN (CHILDREN)
            LIST "" * RETURN (SPECIAL-USE)
            LIST "" * RETURN (SUBSCRIBED CHILDREN SPECIAL-USE)
            LIST "" * RETURN (STATUS (MESSAGES UNSEEN))
            LIST (SUBSCRIBED) "" * RETURN (STATUS (MESSAGES RECENT UIDNEXT UIDVALIDITY UNSEEN HIGHESTMODSEQ SIZE))
            LIST "" % RETURN (SUBSCRIBED CHILDREN SPECIAL-USE STATUS (MESSAGES))
            LIST "" % RETURN (MYRIGHTS)
            LIST "" % RETURN (METADATA (/private/comment))
            LIST "" % RETURN (NOSUCH)
            RLIST "" *
            RLSUB "" *
            XLIST "" *
            STATUS INBOX (MESSAGES RECENT UIDNEXT UIDVALIDITY UNSEEN)
            STATUS INBOX (HIGHESTMODSEQ)
            STATUS INBOX (SIZE)
            STATUS INBOX (DELETED)
            STATUS INBOX (DELETED-STORAGE)
            STATUS INBOX (APPENDLIMIT)
            STATUS INBOX (MAILBOXID)
            STATUS INBOX (X-GUID)
            STATUS INBOX (XCONVEXISTS XCONVUNSEEN XCONVMODSEQ)
            STATUS INBOX (CREATEDMODSEQ)
            STATUS INBOX (UNSEEN UIDVALIDITY UIDNEXT)
            STATUS "sp ace" (MESSAGES)
        """)
        c("STATUS ", Lit("sp ace"), " (MESSAGES)")
        run(c, """
            STATUS nosuch (MESSAGES)
            STATUS a/b (MESSAGES UNSEEN)
            SELECT a
            STATUS a (MESSAGES)
            UNSELECT
            UNSELECT
            DELETE a
            LIST "" a*
            SELECT a
            STATUS a (MESSAGES)
            LOGOUT
        """)
    if server.kind == "cyrus":
        with server.connect(f"{topic}-dotted", port=1) as c:
            # Plaintext login is off here, so SCRAM's first steps are all that fits; the namespace is seen with CRAM-MD5.
            tag = c.tag()
            challenge = c.line(f"{tag} AUTHENTICATE CRAM-MD5".encode(), b"+", f"{tag} ".encode())[-1]
            digest = hmac.new(b"pass", base64.b64decode(challenge[2:]), hashlib.md5).hexdigest()
            c.line(base64.b64encode(f"login {digest}".encode()), f"{tag} ".encode())
            run(c, """
                CAPABILITY
                NAMESPACE
                CREATE INBOX.Work.2024
                CREATE "INBOX.a/b"
                CREATE outside
                SUBSCRIBE INBOX.Work.2024
                LIST "" ""
                LIST "" *
                LIST "" % RETURN (SUBSCRIBED CHILDREN)
                LSUB INBOX. %
                SELECT INBOX
                UNAUTHENTICATE
                LOGOUT
            """)


# Storing messages.


def topic_append(server, topic):
    plain, other = MESSAGES["plain"], MESSAGES["alternative"]
    with server.connect(f"{topic}-1") as c:
        c.login("append")
        c("APPEND INBOX ", Lit(plain))
        c("APPEND INBOX ", Lit(plain, plus=True))
        c("APPEND ", Lit("INBOX"), r" (\Seen \Draft $MDNSent $Junk NonJunk key.word) ", Lit(plain))
        c('APPEND "INBOX" () " 1-Jan-2020 00:00:00 +0000" ', Lit(plain))
        c(r'APPEND INBOX (\Deleted) "31-Dec-1999 23:59:59 -1130" ', Lit(other))
        c('APPEND INBOX "01-Jan-2038 03:14:08 +0000" ', Lit(other, plus=True))
        c("APPEND INBOX ", Lit(plain), " ", Lit(other, plus=True), r" (\Flagged) ", Lit(plain), ' "17-Jul-1996 02:44:25 -0700" ', Lit(other, plus=True))
        c("APPEND INBOX ", Lit(b""))
        c("APPEND INBOX ", Lit(b"", plus=True))
        c("APPEND INBOX ", Lit(MESSAGES["broken-base64"], binary=True))
        c("APPEND INBOX ", Lit(MESSAGES["nul"], plus=True, binary=True))
        c("APPEND INBOX ", Lit(MESSAGES["nul"]))
        c("APPEND INBOX ", Lit(MESSAGES["bare-lf"]))
        c("APPEND INBOX ", Lit(MESSAGES["bare-cr"]))
        c("APPEND INBOX ", Lit(b"no header, no line end"))
        c("APPEND nosuch ", Lit(plain))
        c("APPEND nosuch ", Lit(plain, plus=True))
        c("APPEND INBOX (\\Nosuch) ", Lit(plain))
        c("APPEND INBOX (\\Recent) ", Lit(plain))
        c('APPEND INBOX "32-Jan-2020 00:00:00 +0000" ', Lit(plain))
        c('APPEND INBOX "not a date" ', Lit(plain))
        c("APPEND INBOX NOSUCH")
        c("APPEND INBOX ", Lit(plain), " trailing")
        c.line(b"t1 APPEND INBOX {5000000}")
        c.line(b"t2 APPEND INBOX {99999999999}")
        c.line(b"t3 APPEND INBOX {4294967296}")
        c.line(b"t4 APPEND INBOX {-1}")
        c("NOOP")
        status = c("STATUS INBOX (UIDVALIDITY UIDNEXT MESSAGES)")
        validity = number(status, r"UIDVALIDITY (\d+)")
        c(f'APPEND INBOX CATENATE (URL "/INBOX;UIDVALIDITY={validity}/;UID=1/;SECTION=HEADER" TEXT ', Lit("concatenated\r\n"), ")")
        c('APPEND INBOX (\\Seen) CATENATE (URL "/INBOX/;UID=4711" TEXT ', Lit("x", plus=True), ")")
        c("SELECT INBOX")
        c("APPEND INBOX ", Lit(plain))
        c("REPLACE 1 INBOX ", Lit(plain))
        c("UID REPLACE 2 INBOX (\\Seen) ", Lit(other))
        c("UID FETCH 1:* (FLAGS INTERNALDATE RFC822.SIZE)")
        c("LOGOUT")
    with server.connect(f"{topic}-refused") as c:
        # What a server does with the octets of a non-synchronizing literal whose command it refused.
        c.login("append")
        for how in (r"INBOX (\Nosuch)", 'INBOX "32-Jan-2020 00:00:00 +0000"', "nosuch"):
            tag = c.tag()
            c.line(f"{tag} APPEND {how} {{{len(plain)}+}}\r\n".encode() + plain)
        c("LOGOUT")
    if server.kind == "cyrus":
        with server.connect() as c:
            c.login("small")
            c("LOGOUT")
        with server.connect() as c:
            c.login("admin")
            c("SETQUOTA user/small (STORAGE 8)")
            c("LOGOUT")
    with server.connect(f"{topic}-quota") as c:
        c.login("small")
        c("GETQUOTAROOT INBOX")
        for _ in range(5):
            c("APPEND INBOX ", Lit(MESSAGES["long-subject"]))
        c("APPEND INBOX ", Lit(MESSAGES["long-subject"], plus=True))
        c.line(b"t1 APPEND INBOX {1000000}")
    with server.connect(f"{topic}-copy-quota") as c:
        c.login("small")
        run(c, """
            GETQUOTA ""
            SELECT INBOX
            COPY 1:* Trash
            COPY 1:* nosuch
            LOGOUT
        """)


# Reading messages.

MACROS = "ALL FAST FULL FLAGS INTERNALDATE RFC822.SIZE UID ENVELOPE BODY BODYSTRUCTURE".split()


def topic_fetch_structure(server, topic):
    kept = filled(server, "fetch")
    print(f"  {server.kind} refuses: {', '.join(name for name in MESSAGES if name not in kept) or 'nothing'}")
    with server.connect(f"{topic}") as c:
        c.login("fetch")
        c("SELECT INBOX")
        for item in MACROS:
            c(f"FETCH 1:* {item}" if item in ("ENVELOPE", "BODY", "BODYSTRUCTURE", "FLAGS") else f"FETCH 1,3:4 {item}")
        run(c, """
            FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)
            FETCH * FULL
            UID FETCH 1:3 (ENVELOPE BODYSTRUCTURE)
            UID FETCH 4:2,* FLAGS
            UID FETCH 4711 FLAGS
            UID FETCH 4711:* UID
            FETCH 4711 FLAGS
            FETCH 1:4711 UID
            FETCH 1 (FLAGS FLAGS UID)
            FETCH 1 ()
            fetch 1 (flags bodystructure)
            FETCH 1 (ALL UID)
            LOGOUT
        """)


def topic_fetch_body(server, topic):
    kept = filled(server, "fetch")
    at = {name: kept.index(name) + 1 for name in kept}
    with server.connect(f"{topic}-1") as c:
        c.login("fetch")
        c("EXAMINE INBOX")
        for name in ("plain", "no-headers", "empty-body", "header-only", "raw-8bit", "bare-cr", "bare-lf", "nul"):
            if name in at:
                for item in "RFC822 RFC822.HEADER RFC822.TEXT BODY[] BODY[HEADER] BODY[TEXT] BODY[1] BODY.PEEK[1.MIME] BODY[2]".split():
                    c(f"FETCH {at[name]} {item}")
        run(c, """
            FETCH 1 (BODY.PEEK[] BODY.PEEK[HEADER] BODY.PEEK[TEXT] BODY.PEEK[1])
            FETCH 1 BODY[HEADER.FIELDS (Subject From)]
            FETCH 1:* (UID BODY.PEEK[HEADER.FIELDS (DATE FROM "X-Empty" Message-ID)])
            FETCH 1 BODY.PEEK[HEADER.FIELDS.NOT (Subject From Message-ID)]
            FETCH 1 BODY[HEADER.FIELDS (No-Such)]
            FETCH 1 BODY[HEADER.FIELDS ("quo ted" "")]
        """)
        c("FETCH 1 BODY[HEADER.FIELDS (", Lit("Subject"), ")]")
        c("FETCH 1 BODY[HEADER.FIELDS (", Lit("List-Id", plus=True), " ", Lit("From", plus=True), ")]")
        run(c, """
            FETCH 1 BODY[]<0.10>
            FETCH 1 BODY[]<0.4294967295>
            FETCH 1 BODY[]<100.10>
            FETCH 1 BODY[]<390.50>
            FETCH 1 BODY[]<401.1>
            FETCH 1 BODY[]<99999.10>
            FETCH 1 BODY[TEXT]<5.7>
            FETCH 1 BODY.PEEK[1]<0.20>
            FETCH 1 BODY.PEEK[HEADER]<0.20>
            FETCH 1 BODY.PEEK[HEADER.FIELDS (SUBJECT)]<3.6>
            FETCH 1 (BODY[]<0.10> BODY[]<10.10> BODY[]<20.10>)
            FETCH 1:3 (BODY.PEEK[TEXT]<0.5> FLAGS)
            LOGOUT
        """)
    with server.connect(f"{topic}-2") as c:
        c.login("fetch")
        c("SELECT INBOX (CONDSTORE)")
        sections = {
            "alternative": "1 2 1.MIME 2.MIME 3 1.HEADER 1.TEXT 1.1 0 MIME HEADER",
            "nested": "1 1.1 1.2 1.2.1 1.2.2 2 1.MIME 1.2.2.MIME 2.MIME 1.3 1.2.3",
            "forwarded": "1 2 2.MIME 2.HEADER 2.TEXT 2.1 2.2 2.2.MIME 3 3.HEADER 3.1 3.1.HEADER 3.1.1 3.1.MIME 3.1.TEXT",
            "report": "1 2 3 4 4.HEADER 4.1 5 6 6.HEADER 6.1",
            "signed": "1 2 2.MIME",
            "no-boundary": "1 2 TEXT",
            "zero-parts": "1 1.MIME TEXT",
            "closed-at-once": "1 1.MIME",
            "empty-parts": "1 1.1 1.HEADER 2 2.1 3 4",
            "odd-types": "1 1.MIME 2.MIME 3.MIME 4.MIME 5.MIME 5",
            "deep": "1 1.1.1.1.1.1.1.1 1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1 1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.MIME",
        }
        for name, parts in sections.items():
            for part in parts.split():
                c(f"FETCH {at[name]} BODY.PEEK[{part}]")
        f = at["forwarded"]
        run(c, f"""
            FETCH {f} BODY.PEEK[2.HEADER.FIELDS (SUBJECT TO)]
            FETCH {f} BODY.PEEK[3.1.HEADER.FIELDS.NOT (SUBJECT TO)]
            FETCH {f} (BODY[1] BODY[2.MIME] FLAGS)
            FETCH {f} BODY[1]
            FETCH {f} BODY.PEEK[2.TEXT]<4.8>
            UID FETCH {f} (FLAGS BODY[1])
            FETCH 1:3 RFC822.HEADER
            FETCH 1:3 RFC822.TEXT
            CLOSE
            LOGOUT
        """)


def topic_fetch_more(server, topic):
    """BINARY, CONDSTORE and what else a server knows."""
    kept = filled(server, "fetch")
    at = {name: kept.index(name) + 1 for name in kept}
    with server.connect(topic) as c:
        c.login("fetch")
        c("SELECT INBOX")
        for name, parts in {"plain": ["1", ""], "alternative": ["1", "2", "3", ""], "nested": ["1.1", "1.2.2", "2", "1"], "forwarded": ["1", "2", "2.1"],
                            "broken-base64": ["1", "2", "3", "4", "5"], "odd-types": ["4", "5"], "raw-8bit": ["1"], "nul": ["1", ""]}.items():
            for part in parts:
                if name in at:
                    for item in ("BINARY", "BINARY.PEEK", "BINARY.SIZE"):
                        c(f"FETCH {at[name]} {item}[{part}]")
        n = at["nested"]
        run(c, f"""
            FETCH {n} BINARY[2]<0.10>
            FETCH {n} BINARY.PEEK[2]<90.10>
            FETCH {n} BINARY.PEEK[2]<500.10>
            FETCH {n} (BINARY.SIZE[2] BINARY.PEEK[2] UID)
            FETCH {n} BINARY[HEADER]
            FETCH 1:5 MODSEQ
            FETCH 1:5 (FLAGS MODSEQ)
            FETCH 1:* (FLAGS) (CHANGEDSINCE 1)
            FETCH 1:* (FLAGS) (CHANGEDSINCE 999999999)
            FETCH 1 (FLAGS) (CHANGEDSINCE 18446744073709551616)
            FETCH 1 (FLAGS) (NOSUCH)
            UID FETCH 1:* (FLAGS) (CHANGEDSINCE 1 VANISHED)
            UID FETCH 1:3 UID (PARTIAL 1:2)
            FETCH 1:6 PREVIEW
            FETCH 1:6 (PREVIEW (LAZY))
            FETCH 1:6 (PREVIEW (FUZZY))
            FETCH 1:6 (PREVIEW (LAZY=FUZZY))
            FETCH 1:6 SNIPPET
            FETCH 1:6 (SNIPPET (FUZZY))
            FETCH 1:6 (SNIPPET (LAZY=FUZZY))
            FETCH {at['raw-8bit']} PREVIEW
            FETCH 1:3 SAVEDATE
            FETCH 1:3 EMAILID
            FETCH 1:3 (EMAILID THREADID)
            FETCH 1:3 (ANNOTATION ("/comment" "value.priv"))
            FETCH 1:3 (ANNOTATION (/* (value size)))
            STORE 1 ANNOTATION ("/comment" ("value.priv" "a note"))
            STORE 1 ANNOTATION (/comment (value.priv "a note" value.shared NIL))
            FETCH 1 (ANNOTATION (/comment value))
            FETCH 1:3 X-GUID
            FETCH 1:3 X-MAILBOX
            FETCH 1:3 (X-REAL-UID X-SAVEDATE)
            FETCH 1:3 (X-SIZE)
            FETCH 1:3 (RFC822.FILESIZE)
            FETCH 1:3 (RFC822.SHA1)
            FETCH 1:3 (DIGEST.SHA1)
            FETCH 1:3 (CID BASECID)
            FETCH 1:3 (FOLDER)
            FETCH 1:3 (UIDVALIDITY)
            FETCH 1:3 (MAILBOXES)
            FETCH 1:3 (MAILBOXIDS)
            FETCH 1:3 (LASTUPDATED CREATEDMODSEQ)
            FETCH 1:3 (INTERNALDATE.MSEC)
            FETCH 1 X-GM-MSGID
            ENABLE UTF8=ACCEPT
            FETCH {at['raw-8bit']} (ENVELOPE BODYSTRUCTURE)
            LOGOUT
        """)


def topic_big(server, topic):
    """One message of about 250 kB, whole and in parts."""
    with server.connect(topic) as c:
        c.login("extra")
        c("CREATE Big")
        c("APPEND Big ", Lit(big(20000)))
        c("SELECT Big")
        c("APPEND Big ", Lit(big(12000), plus=True))
        c("NOOP")
        c("FETCH 2 (UID FLAGS BODY.PEEK[]<0.1000>)")
    with server.connect() as c:
        c.login("extra")
        append(c, "Big", big(250000))
        c("LOGOUT")
    with server.connect(f"{topic}-literal") as c:
        c.login("extra")
        c("SELECT Big")
        c("FETCH 3 (FLAGS RFC822.SIZE BODY[] UID)")
        c("FETCH 3 (BODY.PEEK[TEXT]<100000.20000> BODY.PEEK[HEADER])")
        c("LOGOUT")


# Searching.

KEYS = r"""ALL; ANSWERED; BCC inner; BEFORE 5-Feb-2024; BODY text; CC group; DELETED; DRAFT; FLAGGED; FROM "anna"; KEYWORD key.word; LARGER 1000; NEW; NOT SEEN; OLD; ON 3-Feb-2024; RECENT; SEEN;
SENTBEFORE 1-Jan-2024; SENTON 4-Jan-2024; SENTSINCE 10-Jan-2024; SINCE "10-Feb-2024"; SMALLER 300; SUBJECT fwd; TEXT hello; TO bob; UID 3:5,7; UNANSWERED; UNDELETED; UNDRAFT; UNFLAGGED; UNKEYWORD $Forwarded;
UNSEEN; HEADER Subject ""; HEADER X-Empty ""; HEADER Message-ID m1; 1:3; 2,4:*; *; OR SEEN FLAGGED; OR (SEEN FLAGGED) (NOT (OR SUBJECT plain FROM bob)); (((SEEN))); NOT NOT SEEN; NOT OR 1 2;
SEEN UNSEEN; TEXT "no such text anywhere"; YOUNGER 3600; OLDER 1; MODSEQ 1; MODSEQ 999999999; MODSEQ "/flags/\\draft" all 1; SUBJECT "quo\"te"; EMAILID x; THREADID x; SAVEDBEFORE 1-Jan-2030; SAVEDSINCE 1-Jan-2020; SAVEDON 1-Jan-2020;
SAVEDATESUPPORTED; FUZZY SUBJECT plain; ANNOTATION /comment value.priv note; FILTER x; X-GUID x; X-MAILBOX INBOX; XATTACHMENTNAME rates; ATTACHMENTNAME rates; ALLOF; DELIVEREDTO bob; LIST x; CONTENTTYPE text; SPAMABOVE 1; INTHREAD REFS 1; $"""


def topic_search(server, topic):
    filled(server, "search")
    steadily(server, f"{topic}-keys", [
        *("SEARCH " + key.strip() for key in KEYS.replace("\n", " ").split(";")),
        *lines("""
            UID SEARCH 1:5
            UID SEARCH DELETED
            UID SEARCH UID 1:5 NOT UID 3
            SEARCH 4711
            UID SEARCH UID 4711:*
            SEARCH CHARSET UTF-8 ALL
            SEARCH CHARSET "utf-8" SUBJECT x
            SEARCH CHARSET X-NO-SUCH ALL
            SEARCH CHARSET X-NO-SUCH SUBJECT x
            SEARCH CHARSET ISO-8859-1 ALL
        """),
        ("SEARCH CHARSET UTF-8 TEXT ", Lit("Grüße")),
        ("SEARCH CHARSET UTF-8 OR BODY ", Lit("Schöne", plus=True), " SUBJECT ", Lit("größe")),
        ("SEARCH CHARSET ISO-8859-1 FROM ", Lit(b"J\xfcrgen")),
        ("SEARCH CHARSET X-NO-SUCH FROM ", Lit("x")),
        ("SEARCH TEXT ", Lit(b"\xff\xfe")),
        'SEARCH TEXT "Grüße"',
    ], "LOGIN search pass", "SELECT INBOX")
    with server.connect(f"{topic}-return") as c:
        c.login("search")
        c("EXAMINE INBOX (CONDSTORE)")
        run(c, r"""
            SEARCH RETURN () ALL
            SEARCH RETURN (MIN) ALL
            SEARCH RETURN (MAX) ALL
            SEARCH RETURN (COUNT) ALL
            SEARCH RETURN (ALL) SEEN
            SEARCH RETURN (MIN MAX ALL COUNT) UNSEEN
            SEARCH RETURN (MIN MAX COUNT) DELETED
            SEARCH RETURN (ALL) DELETED
            SEARCH RETURN () DELETED
            UID SEARCH RETURN (MIN MAX ALL COUNT) 1:5
            UID SEARCH RETURN () DELETED
            SEARCH RETURN (MIN MAX) MODSEQ 1
            SEARCH RETURN (COUNT) MODSEQ 1
            SEARCH RETURN (ALL) MODSEQ 1 SEEN
            SEARCH MODSEQ 1 SEEN
            SEARCH RETURN (MIN) MODSEQ 1
            SEARCH RETURN (SAVE) SEEN
            FETCH $ (UID FLAGS)
            SEARCH RETURN (SAVE COUNT) $ SUBJECT forwarded
            UID SEARCH RETURN (ALL) UID $
            UID SEARCH RETURN (SAVE) DELETED
            UID FETCH $ FLAGS
            SEARCH RETURN (SAVE) NOSUCH
            SEARCH RETURN (SAVE MIN) UNSEEN
            SEARCH $
            SEARCH RETURN (PARTIAL 1:5) ALL
            SEARCH RETURN (PARTIAL -1:-5) ALL
            UID SEARCH RETURN (PARTIAL 100:200 COUNT) ALL
            SEARCH RETURN (RELEVANCY) FUZZY SUBJECT plain
            SEARCH RETURN (NOSUCH) ALL
            SEARCH RETURN (ALL) CHARSET UTF-8 SUBJECT plain
            SORT (ARRIVAL) UTF-8 ALL
            SORT (SUBJECT REVERSE DATE) UTF-8 ALL
            SORT (CC FROM TO SIZE) US-ASCII SEEN
            SORT (DISPLAYFROM REVERSE DISPLAYTO) UTF-8 ALL
            SORT (REVERSE ARRIVAL) UTF-8 DELETED
            UID SORT (SIZE) UTF-8 1:5
            SORT (NOSUCH) UTF-8 ALL
            SORT (DATE) X-NO-SUCH ALL
            SORT RETURN (COUNT ALL) (DATE) UTF-8 SEEN
            SORT RETURN () (DATE) UTF-8 DELETED
            UID SORT RETURN (MIN MAX PARTIAL 1:3) (SIZE) UTF-8 ALL
            SORT (MODSEQ) UTF-8 ALL
            SORT (RELEVANCY) UTF-8 ALL
            SORT (ARRIVAL) UTF-8 MODSEQ 1
            THREAD REFERENCES UTF-8 ALL
            THREAD ORDEREDSUBJECT UTF-8 ALL
            THREAD REFS UTF-8 ALL
            THREAD REFERENCES UTF-8 DELETED
            THREAD NOSUCH UTF-8 ALL
            UID THREAD REFERENCES US-ASCII SUBJECT plain
            ESEARCH IN (mailboxes INBOX) RETURN (COUNT) ALL
            ESEARCH IN (personal) RETURN (COUNT ALL) SEEN
            ESEARCH ALL
            SEARCH RETURN (UPDATE COUNT) UNSEEN
            SEARCH RETURN (UPDATE ALL) FLAGGED
            SEARCH RETURN (CONTEXT UPDATE PARTIAL 1:3) ALL
            UIDBATCHES 10
            LOGOUT
        """)


# Changing messages.


def topic_store(server, topic):
    filled(server, "store", "plain alternative nested forwarded signed report no-headers empty-body addresses folded".split() * 2)
    with server.connect(topic) as c:
        c.login("store")
        run(c, "CREATE Target\nSELECT INBOX")
        run(c, rf"""
            STORE 1 FLAGS ({SYSTEM})
            STORE 1 FLAGS ()
            STORE 1 +FLAGS (\Seen $Important)
            STORE 1 +FLAGS \Flagged
            STORE 1 +FLAGS \Seen \Draft
            STORE 1 -FLAGS (\Flagged)
            STORE 1:3 +FLAGS.SILENT (\Answered)
            STORE 2 FLAGS.SILENT (one two three)
            STORE 3 -FLAGS.SILENT (\Answered)
            STORE 1:* FLAGS (\Seen)
            STORE 1 +FLAGS (\Recent)
            STORE 1 +FLAGS (\*)
            STORE 1 +FLAGS (a]b)
            STORE 1 +FLAGS (NIL)
            STORE 4711 +FLAGS (\Seen)
            UID STORE 1,3 +FLAGS (keyword-{'k' * 60})
            UID STORE 4711 +FLAGS (\Seen)
            FETCH 1:4 (UID FLAGS MODSEQ)
            STORE 1 (UNCHANGEDSINCE 1) +FLAGS (\Flagged)
            STORE 1:3 (UNCHANGEDSINCE 1) +FLAGS.SILENT (\Flagged)
            UID STORE 1:3 (UNCHANGEDSINCE 999999) -FLAGS (\Flagged)
            UID STORE 1,5 (UNCHANGEDSINCE 0) +FLAGS (\Flagged)
            STORE 1 +FLAGS.SILENT (\Draft)
            STORE 1 (NOSUCH 1) +FLAGS (\Flagged)
            COPY 1 Target
            COPY 1:3,5 Target
            COPY 1 nosuch
            COPY 4711 Target
            COPY 1:* INBOX
            UID COPY 2:4 Target
            UID COPY 4711 Target
            MOVE 4 Target
            UID MOVE 5,7 Target
            UID MOVE 4711 Target
            MOVE 1 nosuch
            CHECK
            STORE 1,3,5 +FLAGS.SILENT (\Deleted)
            UID EXPUNGE 3
            EXPUNGE
            EXPUNGE
            UID EXPUNGE 4711
            STORE 1:2 +FLAGS (\Deleted)
            UNSELECT
            SELECT INBOX
            CLOSE
            EXAMINE INBOX
            STORE 1 +FLAGS (\Seen)
            EXPUNGE
            MOVE 1 Target
            SELECT Target
            SELECT nosuch
            FETCH 1 FLAGS
            SELECT Target
            EXAMINE Target
            COPY 1 Target
            CLOSE
            LOGOUT
        """)


def topic_qresync(server, topic):
    filled(server, "sync", "plain alternative nested forwarded signed report no-headers empty-body addresses folded".split() * 2)
    with server.connect(f"{topic}-1") as c:
        c.login("sync")
        selected = c("SELECT INBOX (CONDSTORE)")
        validity, modseq = number(selected, r"UIDVALIDITY (\d+)"), number(selected, r"HIGHESTMODSEQ (\d+)")
        run(c, rf"""
            STORE 2 +FLAGS (\Answered)
            STORE 3:4,8 +FLAGS.SILENT (\Deleted)
            EXPUNGE
            STORE 1 FLAGS (\Draft)
            SELECT INBOX (QRESYNC ({validity} {modseq}))
            ENABLE QRESYNC
            STATUS INBOX (HIGHESTMODSEQ)
            LOGOUT
        """)
    with server.connect(f"{topic}-2") as c:
        c.login("sync")
        run(c, rf"""
            ENABLE QRESYNC
            SELECT INBOX (QRESYNC ({validity} {modseq}))
            CLOSE
            SELECT INBOX (QRESYNC ({validity} {modseq} 1:10))
            SELECT INBOX (QRESYNC ({validity} 1 1:* (1,3,5,7 1,5,7,9)))
            SELECT INBOX (QRESYNC (1 {modseq}))
            SELECT INBOX (QRESYNC ({validity} 0))
            SELECT INBOX (QRESYNC ({validity}))
            EXAMINE INBOX (CONDSTORE QRESYNC ({validity} {modseq}))
            SELECT INBOX (NOSUCH)
            SELECT INBOX (CONDSTORE)
            UID FETCH 1:* (FLAGS) (CHANGEDSINCE {modseq} VANISHED)
            UID FETCH 1:5 (UID) (CHANGEDSINCE {modseq} VANISHED)
            FETCH 1 (UID) (CHANGEDSINCE {modseq} VANISHED)
            STORE 1:2 +FLAGS (\Deleted)
            UID STORE 9 (UNCHANGEDSINCE {modseq}) +FLAGS.SILENT (\Flagged)
            EXPUNGE
            UID MOVE 6 Trash
            MOVE 1 Trash
            STORE 1,3 +FLAGS.SILENT (\Deleted)
            UID EXPUNGE 1:*
            SELECT Trash
            STORE 1 +FLAGS (\Deleted)
            CLOSE
            LOGOUT
        """)


# Two connections.


def topic_updates(server, topic):
    filled(server, "updates", "plain alternative nested forwarded signed report no-headers empty-body".split())
    with server.connect(f"{topic}-other") as o, server.connect(topic) as c:
        c.login("updates")
        o.login("updates")
        c("SELECT INBOX")
        o("SELECT INBOX")
        append(o, "INBOX", MESSAGES["plain"])
        c("NOOP")
        o(r"STORE 1 +FLAGS (\Flagged newkeyword)")
        c("NOOP")
        o(r"STORE 2:3 +FLAGS.SILENT (\Deleted)")
        o("EXPUNGE")
        c("FETCH 1:* FLAGS")
        c("SEARCH ALL")
        c("FETCH 2 (UID BODY.PEEK[HEADER.FIELDS (SUBJECT)])")
        c("UID FETCH 1:* UID")
        c("NOOP")
        # IDLE.
        tag = c.idle()
        append(o, "INBOX", MESSAGES["alternative"])
        c.settle(1.5)
        o(r"STORE 1 -FLAGS (\Flagged)")
        c.settle(1.5)
        o(r"STORE 1 +FLAGS.SILENT (\Deleted)")
        o("EXPUNGE")
        c.settle(1.5)
        c.done(tag)
        tag = c.idle()
        o("NOOP")
        c.line(f"DONE\r\nx1 NOOP\r\nx2 CAPABILITY".encode(), b"x2 ")
        # Pipelined commands and IDLE in one write.
        c.line(b"x3 NOOP\r\nx4 FETCH 1:2 UID\r\nx5 STATUS INBOX (MESSAGES)\r\nx6 SEARCH ALL", b"x6 ")
        tag = c.idle()
        c.line(b"NOTDONE")
        c("NOOP")
        # The same with CONDSTORE, then with QRESYNC.
        c("ENABLE CONDSTORE")
        o(r"STORE 1 +FLAGS (\Answered)")
        c("NOOP")
        c("ENABLE QRESYNC")
        c("SELECT INBOX")
        o(r"STORE 1 +FLAGS (\Draft)")
        o(r"STORE 2 +FLAGS (\Deleted)")
        o("EXPUNGE")
        c("NOOP")
        tag = c.idle()
        append(o, "INBOX", MESSAGES["nested"])
        o(r"STORE 1:2 +FLAGS.SILENT (\Deleted)")
        o("EXPUNGE")
        c.settle(1.5)
        c.line(b"DONE\r\ny1 LOGOUT", b"y1 ")
        o("DELETE INBOX")
        o("CREATE Gone")
        with server.connect(f"{topic}-gone") as g:
            g.login("updates")
            g("SELECT Gone")
            append(o, "Gone", MESSAGES["plain"])
            o("DELETE Gone")
            g("NOOP")
            g("FETCH 1 FLAGS")
            g("LOGOUT")
        o("LOGOUT")
    with server.connect(f"{topic}-idle-at-once") as c:
        c.login("updates")
        c("SELECT INBOX")
        # DONE without waiting for `+`: Cyrus does not see it until more octets come.
        c.line(b"x1 IDLE\r\nDONE\r\nx2 NOOP")
        c.line(b"x3 NOOP", b"x3 ")
        c("LOGOUT")
    with server.connect(f"{topic}-notify-other") as o, server.connect(f"{topic}-notify") as c:
        c.login("updates")
        o.login("updates")
        run(c, """
            NOTIFY NONE
            NOTIFY SET STATUS (selected (MessageNew (UID FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)]) MessageExpunge FlagChange)) (personal (MessageNew MessageExpunge FlagChange MailboxName SubscriptionChange))
            SELECT INBOX
        """)
        append(o, "INBOX", MESSAGES["plain"])
        run(o, "CREATE Fresh\nSUBSCRIBE Fresh\nRENAME Fresh Renamed")
        append(o, "Renamed", MESSAGES["plain"])
        c.settle(2)
        c("NOOP")
        run(o, r"""
            SELECT INBOX
            STORE 1 +FLAGS (\Seen)
            STORE 1 +FLAGS (\Deleted)
            EXPUNGE
            UNSUBSCRIBE Fresh
            DELETE Renamed
        """)
        c.settle(2)
        run(c, """
            NOOP
            NOTIFY SET (subtree Work (MessageNew MessageExpunge)) (selected-delayed (MessageNew MessageExpunge))
            NOTIFY SET (mailboxes INBOX (AnnotationChange MailboxMetadataChange))
            NOTIFY SET
            NOTIFY SET (inboxes NONE)
            NOTIFY NONE
            UNSELECT
            SELECT INBOX
            SEARCH RETURN (UPDATE COUNT ALL) UNSEEN
        """)
        append(o, "INBOX", MESSAGES["plain"])
        c("NOOP")
        o(r"STORE 1:* +FLAGS (\Seen)")
        c("NOOP")
        run(c, """
            CANCELUPDATE "a10"
            CANCELUPDATE "nosuch"
            LOGOUT
        """)
        o("LOGOUT")


# Other extensions.


def topic_extensions(server, topic):
    filled(server, "extra", "plain alternative nested".split())
    admin = "admin"
    with server.connect(f"{topic}-1") as c:
        c.login("extra")
        run(c, r"""
            CREATE Shared
            GETACL INBOX
            MYRIGHTS INBOX
            MYRIGHTS nosuch
            GETACL nosuch
            LISTRIGHTS INBOX other
            LISTRIGHTS INBOX anyone
            SETACL Shared other lrswi
            SETACL Shared anyone +l
            SETACL Shared other -w
            SETACL Shared "group name" lr
            SETACL Shared -other x
            SETACL Shared other Q
            GETACL Shared
            DELETEACL Shared anyone
            GETACL Shared
            GETQUOTA ""
            GETQUOTA "User quota"
            GETQUOTA nosuch
            GETQUOTAROOT INBOX
            GETQUOTAROOT "Shared"
            GETQUOTAROOT nosuch
            SETQUOTA "" (STORAGE 512)
            SETQUOTA "User quota" (STORAGE 512 MESSAGE 10)
            SETMETADATA INBOX (/private/comment "my \"comment\"")
            SETMETADATA INBOX (/private/comment NIL /shared/comment "shared")
        """)
        c('SETMETADATA "" (/private/vendor/x/y ', Lit("multi\r\nline"), ")")
        c("SETMETADATA Shared (/private/comment ", Lit(b"nul \0 bin", binary=True, plus=True), ")")
        run(c, r"""
            GETMETADATA INBOX /shared/comment
            GETMETADATA INBOX (/shared/comment /private/comment)
            GETMETADATA "" /private/vendor/x/y
            GETMETADATA "" /shared/admin
            GETMETADATA (DEPTH infinity) INBOX /private
            GETMETADATA INBOX (DEPTH 1) (/private /shared)
            GETMETADATA (MAXSIZE 3) INBOX (/shared/comment)
            GETMETADATA Shared /private/specialuse
            GETMETADATA nosuch /private/comment
            GETMETADATA INBOX bad
            SETMETADATA nosuch (/private/comment "x")
            SETMETADATA INBOX (/nosuch/x "y")
            GETANNOTATION INBOX "/comment" "value.priv"
            GETANNOTATION INBOX "*" ("value.priv" "value.shared")
            GETANNOTATION "" "*" "value.shared"
            GETANNOTATION "*" "/vendor/cmu/cyrus-imapd/size" "*"
            SETANNOTATION INBOX "/comment" ("value.priv" "old style")
            GETANNOTATION INBOX "/comment" ("value.priv" "size.priv" "content-type.priv")
            COMPRESS NOSUCH
            COMPRESS
            LANGUAGE
            LANGUAGE de
            COMPARATOR
            COMPARATOR "i;octet"
            CONVERSIONS text/plain text/html
            GETJMAPACCESS
            RESETKEY
            RESETKEY INBOX
            RESETKEY INBOX INTERNAL
            GENURLAUTH "imap://extra@localhost/INBOX/;UID=1/;URLAUTH=user+other" INTERNAL
            GENURLAUTH "imap://extra@localhost/INBOX/;UID=1/;SECTION=TEXT;EXPIRE=2030-01-01T00:00:00Z;URLAUTH=authuser" INTERNAL
            GENURLAUTH "http://example.org/" INTERNAL
            URLFETCH "imap://extra@localhost/INBOX/;UID=1/;URLAUTH=anonymous:INTERNAL:0011"
        """)
        done = c('GENURLAUTH "imap://extra@localhost/INBOX/;UID=1/;SECTION=HEADER;URLAUTH=authuser" INTERNAL')
        url = number(done, r'GENURLAUTH "?([^"\r]+)', "imap://extra@localhost/INBOX/;UID=1;URLAUTH=x:INTERNAL:00")
        c(f'URLFETCH "{url}"')
        c(f'URLFETCH ("{url}" BODY BODYPARTSTRUCTURE)')
        run(c, """
            SELECT INBOX
            CONVERT 1 ("text/plain") BINARY[1]
            UNSELECT
            LOGOUT
        """)
    with server.connect(f"{topic}-2") as c:
        c.login("other")
        run(c, """
            NAMESPACE
            LIST "" * RETURN (MYRIGHTS)
            LIST "" shared/*
            LIST "Other Users/" %
            SELECT shared/extra/Shared
            SELECT "Other Users/extra/Shared"
            MYRIGHTS shared/extra/Shared
            STATUS Public (MESSAGES)
            CREATE Public/x
            XSTATS
            XWARMUP INBOX (INDEX)
            XCONVFETCH 0 0 ()
            XSNIPPETS ((INBOX 1 1)) UTF-8 TEXT x
            XAPPLEPUSHSERVICE
            SYNCGET USER other
            DUMP other
            XFER user.other nosuch
            XKILLMY x
            XMEID
            LOGOUT
        """.replace("            APPEND shared/extra/Shared {5+}\\r\n", ""))
    if server.kind == "cyrus":
        with server.connect(f"{topic}-admin") as c:
            c.login(admin)
            run(c, r"""
                NAMESPACE
                LIST "" *
                LIST "" "" 
                CREATE user/fresh
                CREATE user/fresh/sub default
                CREATE shared.folder
                SETQUOTA user/fresh (STORAGE 100 MESSAGE 10 X-ANNOTATION-STORAGE 5 X-NUM-FOLDERS 7)
                GETQUOTA user/fresh
                GETQUOTAROOT user/fresh/sub
                SETQUOTA user/fresh ()
                SETQUOTA nosuch (STORAGE 1)
                SETQUOTA user/fresh (NOSUCH 1)
                SETACL user/fresh admin lrswipkxtecdan
                GETACL user/fresh
                LISTRIGHTS user/fresh admin
                MYRIGHTS user/fresh
                GETMETADATA "" "/shared/*"
                GETANNOTATION "user/fresh" "*" "*"
                GETMETADATA (DEPTH infinity) user/fresh (/shared /private)
                SETMETADATA "" (/shared/comment "server comment" /shared/motd "message of the day")
                GETMETADATA "" (/shared/comment /shared/motd /shared/freespace /shared/admin)
                RECONSTRUCT user/fresh
                SELECT user/fresh
                RENAME user/fresh user/stale
                DELETE user/stale
                PROXYAUTH nosuch
                LOGOUT
            """)
        with server.connect(f"{topic}-motd") as c:
            c.login("extra")
            c("SELECT INBOX")
            c("LOGOUT")


def topic_preauth(server, topic):
    """The server run on a socket, without a login."""
    command = server.preauth("preauth")
    if command:
        with server.connect(topic, preauth=command) as c:
            run(c, """
                CAPABILITY
                SELECT INBOX
                LOGIN x y
                LOGOUT
            """)


def topic_shutdown(server, topic):
    """Too many connections, and a server that goes down under a session. Last, as the server is gone afterwards."""
    with server.connect() as one, server.connect() as two, server.connect() as three, server.connect(f"{topic}-idle") as four:
        for c in (one, two, three, four):
            c.login("login")
        with server.connect(f"{topic}-limit") as five:
            five.login("login")
            five("NOOP")
        if server.kind == "dovecot":
            with server.connect(f"{topic}-kicked") as six:
                six.login("extra")
                six.idle()
                server.kick("extra")
                six.settle(2)
        four("SELECT INBOX")
        four.idle()
        three.socket.close()
        server.stop()
        four.settle(3)


# Courier: each connection is logged in from the start, and no literal goes unasked.


def courier(server, topic, user="alice"):
    return server.connect(topic, preauth=server.preauth(user))


def courier_mailboxes(server, topic):
    with courier(server, topic) as c:
        run(c, r"""
            CAPABILITY
            NAMESPACE
            LOGIN alice pass
            LIST "" ""
            CREATE INBOX.Drafts
            CREATE INBOX.Drafts.2024
            CREATE "INBOX.a]b"
            CREATE Elsewhere
            CREATE INBOX.Entw&APw-rfe
            LIST "" *
            LIST "" INBOX.%
            SUBSCRIBE INBOX.Drafts
            LSUB "" *
            STATUS INBOX.Drafts (MESSAGES RECENT UIDNEXT UIDVALIDITY UNSEEN)
            RENAME INBOX.Drafts INBOX.Later
            RENAME INBOX.nowhere INBOX.there
            DELETE INBOX.Later
            DELETE INBOX.nowhere
            SELECT INBOX.nowhere
            GETQUOTAROOT INBOX
            XYZZY
            SELECT
            LOGOUT
        """)


def courier_messages(server, topic):
    with courier(server, topic) as c:
        run(c, """
            SELECT INBOX
            FETCH 1 FLAGS
        """)
        for name in MESSAGES:
            c(r'APPEND INBOX (\Seen key.word) "01-Feb-2024 00:00:00 +0130" ', Lit(MESSAGES[name]))
        run(c, r"""
            NOOP
            FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)
            FETCH 1:* BODY
            FETCH 1:* BODYSTRUCTURE
            FETCH 1 (BODY.PEEK[] BODY.PEEK[HEADER] BODY.PEEK[TEXT]<0.10>)
            FETCH 4 (BODY.PEEK[2.MIME] BODY.PEEK[2] BODY.PEEK[3.HEADER] BODY.PEEK[3.1])
            FETCH 4 BODY.PEEK[2.HEADER.FIELDS (SUBJECT "TO")]
            FETCH 1 BODY.PEEK[9]
            FETCH 1 (RFC822.HEADER RFC822.TEXT)
            UID SEARCH ALL
            SEARCH SUBJECT "no such subject"
            SEARCH CHARSET X-NONE TEXT x
            THREAD REFERENCES UTF-8 ALL
            SORT (SUBJECT) UTF-8 1:5
            STORE 1 +FLAGS (\Deleted $Forwarded)
            STORE 2 FLAGS.SILENT (\Answered)
            COPY 1:2 INBOX.Later
            CREATE INBOX.Later
            UID COPY 1:2 INBOX.Later
            EXPUNGE
            CHECK
            FETCH 1 ()
            EXAMINE INBOX.Later
            FETCH 1:* FLAGS
            CLOSE
            LOGOUT
        """)


def courier_updates(server, topic):
    with courier(server, topic, "bob") as c, courier(server, f"{topic}-other", "bob") as other:
        for one in (c, other):
            one("SELECT INBOX")
        append_asked(other)
        c("NOOP")
        idle = c.idle()
        append_asked(other)
        c.settle(2)
        other(r"STORE 1 +FLAGS (\Deleted)")
        other("EXPUNGE")
        c.settle(2)
        c.done(idle)
        c("NOOP")
        other("LOGOUT")
        c("LOGOUT")


def append_asked(c):
    return c("APPEND INBOX ", Lit(MESSAGES["plain"]))

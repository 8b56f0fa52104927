"""The messages that capture.py stores: deterministic, and odd on purpose.

`MESSAGES` maps a short name to the octets of a message, in the order in which they are appended, so the order is also the
sequence number. The names are the headings of README.md.
"""

import base64


def crlf(text):
    """A message from readable text: UTF-8, with CRLF line ends, and no blank first line."""
    return text.removeprefix("\n").encode().replace(b"\n", b"\r\n")


def head(subject, n, sender="Anna Example <anna@example.org>", to="bob@example.org"):
    """The headers that most messages share; `n` makes date and Message-ID unique."""
    return (
        f"From: {sender}\nTo: {to}\nSubject: {subject}\nDate: Mon, {1 + n % 28} Jan 2024 10:{n:02}:00 +0100\n"
        f"Message-ID: <m{n}@example.org>\nMIME-Version: 1.0\n"
    )


def encoded(octets):
    """Base64 in lines of 76."""
    return base64.encodebytes(octets).decode()


MESSAGES = {}

MESSAGES["plain"] = crlf(head("Plain", 1) + "Content-Type: text/plain; charset=us-ascii; format=flowed; delsp=yes\n"
                         "In-Reply-To: <m0@example.org>\nReferences: <m0@example.org> <z@example.org>\n\n"
                         "Hello,\n\nthis is a plain message.\n.\n* 1 EXISTS\na1 OK not a response\n{5}\n-- \nAnna\n")

MESSAGES["alternative"] = crlf(head("Re: Plain", 2) + """In-Reply-To: <m1@example.org>
References: <m1@example.org>
Content-Type: multipart/alternative; boundary="b2"; x="a \\"quoted\\" \\\\ value"
Content-Language: en, de

preamble
--b2
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable
Content-Language: de

Sch=C3=B6ne Gr=C3=BC=C3=9Fe =
und bis bald
--b2
Content-Type: text/html; charset="utf-8"
Content-Transfer-Encoding: 8bit
Content-ID: <part2@example.org>
Content-Description: =?utf-8?q?sch=C3=B6n?=

<p>Schöne <b>Grüße</b></p>
--b2--
epilogue
""")

MESSAGES["nested"] = crlf(head("Nested", 3) + """Content-Type: multipart/mixed; boundary=outer

--outer
Content-Type: multipart/alternative; boundary=middle

--middle
Content-Type: text/plain

text
--middle
Content-Type: multipart/related; type="text/html"; start="<root@example.org>"; boundary="in ner"

--in ner
Content-Type: text/html
Content-ID: <root@example.org>
Content-Location: http://example.org/a.html
Content-Base: http://example.org/

<img src="cid:i@example.org">
--in ner
Content-Type: image/gif; name="dot.gif"
Content-Transfer-Encoding: BASE64
Content-ID: <i@example.org>
Content-Location: images/dot.gif
Content-Disposition: inline

""" + encoded(b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff;") + """--in ner--
--middle--
--outer
Content-Type: application/octet-stream; name*=utf-8''%e2%82%ac%20rates.bin
Content-Transfer-Encoding: base64
Content-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==
Content-Disposition: attachment;
 filename*0*=UTF-8''%e2%82%ac%20;
 filename*1*=exchange%20;
 filename*2="rates.bin"; size=96; creation-date="Wed, 12 Feb 1997 16:29:51 -0500"

""" + encoded(bytes(range(96))) + """--outer--
""")

INNER = head("Innermost", 40) + "Content-Type: text/plain\n\ninnermost text\n"
MIDDLE = head("Middle", 41) + "Content-Type: message/rfc822\n\n" + INNER
MESSAGES["forwarded"] = crlf(head("Fwd: twice", 4) + "Content-Type: multipart/mixed; boundary=\"b4\"\n\n--b4\n\nsee below\n--b4\n"
                             "Content-Type: message/rfc822\nContent-Disposition: attachment; filename=\"a.eml\"\n\n"
                             + head("Multipart inside", 42) + "Content-Type: multipart/mixed; boundary=\"b4i\"\n\n--b4i\n\none\n--b4i\n"
                             "Content-Type: text/x-c++; charset=koi8-r\n\ntwo\n--b4i--\n"
                             "--b4\nContent-Type: message/rfc822\nContent-Description: nested twice\n\n" + MIDDLE + "--b4--\n")

MESSAGES["signed"] = crlf(head("Signed", 5) + """Content-Type: multipart/signed; protocol="application/pgp-signature"; micalg=pgp-sha256;
\tboundary="=_b5'()+_,-./:=?"

--=_b5'()+_,-./:=?
Content-Type: text/plain

signed text
--=_b5'()+_,-./:=?
Content-Type: application/pgp-signature; name=signature.asc
Content-Description: OpenPGP digital signature

-----BEGIN PGP SIGNATURE-----
-----END PGP SIGNATURE-----
--=_b5'()+_,-./:=?--
""")

MESSAGES["report"] = crlf(head("Undelivered", 6, sender="MAILER-DAEMON", to="<>") + """Return-Path: <>
Content-Type: multipart/report; report-type=delivery-status; boundary=b6

--b6

It failed.
--b6
Content-Type: message/delivery-status

Reporting-MTA: dns; example.org

Final-Recipient: rfc822; bob@example.org
Action: failed
Status: 5.1.1
--b6
Content-Type: message/rfc822-headers

Subject: lost
--b6
Content-Type: message/global; charset=utf-8

Subject: größe

text
--b6
Content-Type: message/partial; id="x@example.org"; number=1; total=2

part
--b6
Content-Type: message/external-body; access-type=URL; URL="http://example.org/"

Content-Type: text/plain

--b6--
""")

MESSAGES["no-headers"] = b"\r\nA body and no header at all.\r\n"
MESSAGES["empty-body"] = crlf("Subject: empty body\nFrom: anna@example.org\n\n")
MESSAGES["header-only"] = crlf("Subject: no blank line after the header\nFrom: anna@example.org\n")

MESSAGES["addresses"] = crlf("""
From: "Quoted \\"Name\\" \\\\ back" <"quoted local"@example.org>, =?utf-8?B?w4TDtsO8?= <aeoeue@example.org>
Sender: (comment only) sender@example.org (The Sender)
Reply-To: <@relay.example.org,@other.example.org:route@example.org>
To: undisclosed-recipients:;
Cc: A Group: first@example.org, "Second, One" <second@example.org>; , no-domain, "" <empty@example.org>, <>, @, a@[192.0.2.1],
 dotted.J. Name <dot@example.org>, unclosed <unclosed@example.org
Bcc: Empty:;, Outer: inner@example.org
Subject: addresses
Date: Tue, 2 Jan 2024 10:00:00 +0100 (CET)
Message-ID: <m10@example.org>

text
""")

MESSAGES["raw-8bit"] = (b"From: J\xfcrgen <juergen@example.org>\r\nTo: \xe6\x97\xa5\xe6\x9c\xac <jp@example.org>\r\n"
                        b"Subject: Gr\xf6\xdfe \xff\xfe raw latin1 and \xc3\xa4 UTF-8\r\nDate: 1 Jan 99 1:2 EST\r\n"
                        b"Content-Type: text/plain; charset=\"\xfcnknown\"; name=\"caf\xe9.txt\"\r\nContent-Transfer-Encoding: 8bit\r\n"
                        b"Content-Disposition: attachment; filename=caf\xc3\xa9.txt\r\n\r\nraw \xe4\xf6\xfc\r\n")

MESSAGES["long-subject"] = crlf("From: a@example.org\nSubject: " + "very long subject " * 120 + "\nMessage-ID: <m12@example.org>\n\nno Date header\n")

MESSAGES["folded"] = crlf("""
From: anna@example.org
To: bob@example.org,
\tcarol@example.org,
   "Dora
 Folded" <dora@example.org>
Subject: folded
 over
\tthree lines "with quotes" \\ and backslash
Date: Some day in spring
In-Reply-To: <a@example.org>
 <b@example.org>
Message-ID:
 <m13@example.org>
X-Empty:
X-Blank: \t
Received: from a by b; Mon, 1 Jan 2024 00:00:00 +0000
Received: from c by d; Mon, 1 Jan 2024 00:00:00 +0000

text
""")

MESSAGES["many-recipients"] = crlf("From: a@example.org\nTo: " + ",\n ".join(f"Person {n} <person{n}@example.org>" for n in range(50))
                                   + "\nSubject: many\nDate: Fri, 29 Feb 2024 23:59:60 -0000\n\ntext\n")

MESSAGES["no-boundary"] = crlf(head("No boundary parameter", 15) + "Content-Type: multipart/mixed\n\n--x\n\ntext\n--x--\n")
MESSAGES["zero-parts"] = crlf(head("Zero parts", 16) + "Content-Type: multipart/mixed; boundary=none\n\nonly a preamble\n")
MESSAGES["closed-at-once"] = crlf(head("Closed at once", 17) + "Content-Type: multipart/mixed; boundary=b17\n\n--b17--\n")
MESSAGES["empty-parts"] = crlf(head("Empty parts", 18) + "Content-Type: multipart/digest; boundary=b18\n\n--b18\n\n--b18\n\n\n--b18\n--b18--\n")

MESSAGES["odd-types"] = crlf(head("Odd types", 19) + """Content-Type: Multipart/X-Odd; boundary=b19

--b19
Content-Type: garbage

a
--b19
Content-Type: text/
Content-Disposition: ;

b
--b19
Content-Type: text/plain; charset; =x; name=a b c; name="unclosed
Content-Disposition: form-data; name

c
--b19
Content-Type: application/vnd.x+json; a="";
 b*=utf-8'en'%41; c*0="one"; c*1="two"; d=(comment) e
Content-Disposition: ATTACHMENT; FILENAME="semi;colon \\"q\\".json"
Content-Transfer-Encoding: x-unknown (comment)
Content-Language: (none)
Content-Location: "quoted location"
Content-MD5:

{}
--b19
Content-Type:
Content-Transfer-Encoding: "base64"
Content-ID: not an id

ZA==
--b19--
""")

MESSAGES["broken-base64"] = crlf(head("Broken encodings", 20) + """Content-Type: multipart/mixed; boundary=b20

--b20
Content-Transfer-Encoding: base64

not base64 at all!!
--b20
Content-Transfer-Encoding: quoted-printable

bad =ZZ escape and end =
--b20
Content-Type: application/octet-stream
Content-Transfer-Encoding: base64

""" + encoded(b"NUL \0 and CR LF \r\n and 8 bit \xff\xfe") + """--b20
Content-Transfer-Encoding: binary

as is
--b20
Content-Transfer-Encoding: x-uuencode

begin 644 a
#:&%I
`
end
--b20--
""")

MESSAGES["bare-cr"] = b"From: a@example.org\r\nSubject: bare\rCR\r\nX-Tab:\ttab\r\n\r\nbody with a bare \r in it\r\n"
MESSAGES["bare-lf"] = b"From: a@example.org\nSubject: LF only\n\nline ends are bare LF\n"
MESSAGES["nul"] = b"From: a@example.org\r\nSubject: a \0 NUL\r\n\r\nbody \0 with NUL\r\n"


def deep(levels):
    """Multiparts inside each other, `levels` deep."""
    text = "Content-Type: text/plain\n\nthe bottom\n"
    for n in range(levels, 0, -1):
        text = f"Content-Type: multipart/mixed; boundary=\"level{n}\"\n\n--level{n}\n{text}--level{n}--\n"
    return crlf(head(f"{levels} levels", 24) + text)


MESSAGES["deep"] = deep(30)


def big(octets):
    """A plain message of about `octets` octets, with lines that look like responses and commands."""
    line = "* {0} FETCH (FLAGS ()) line {0} of a big message, which has to pass untouched {{{0}}}\n"
    text, n = [head("Big", 25) + "\n"], 0
    while sum(map(len, text[-1:])) + n * 85 < octets:
        text.append(line.format(n))
        n += 1
    return crlf("".join(text))

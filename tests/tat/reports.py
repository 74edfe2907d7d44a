"""Reports of mail that came back, as three kinds of mail servers write them; ours, about invented people."""

OURS = """Message-ID: {message_id}
Subject: K7Q2: something needs you
From: tat@bluestem.example
To: {email}
Auto-Submitted: auto-generated
"""

POSTFIX = """Return-Path: <>
Received: by relay.bluestem.example (Postfix) id 4F1C2; Mon, 14 Sep 2026 14:02:11 -0500 (CDT)
Date: Mon, 14 Sep 2026 14:02:11 -0500 (CDT)
From: MAILER-DAEMON@relay.bluestem.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: tat@bluestem.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type={kind}; boundary="4F1C2.1789/relay.bluestem.example"

This is a MIME-encapsulated message.

--4F1C2.1789/relay.bluestem.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host relay.bluestem.example. Your message could not be delivered to one or more recipients.

<{email}>: host mx.bluestem.example said: 550 5.1.1 user unknown (in reply to RCPT TO command)

--4F1C2.1789/relay.bluestem.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.bluestem.example
X-Postfix-Queue-ID: 4F1C2
Arrival-Date: Mon, 14 Sep 2026 14:02:10 -0500 (CDT)

Final-Recipient: rfc822; {email}
Original-Recipient: rfc822;{email}
Action: {action}
Status: {status}
Remote-MTA: dns; mx.bluestem.example
Diagnostic-Code: smtp; 550 5.1.1 user unknown

--4F1C2.1789/relay.bluestem.example
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

{ours}
--4F1C2.1789/relay.bluestem.example--
"""

EXCHANGE = """From: Microsoft Outlook <MicrosoftExchange329e71ec88ae@bluestem.example>
To: <tat@bluestem.example>
Date: Mon, 14 Sep 2026 19:02:13 +0000
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="_f2b1c9e0-77aa-4c1d-9a10-5d2c_"
X-MS-Exchange-Message-Is-Ndr:
Content-Language: en-US
Message-ID: <9b1d7a64-0f3e-4f8f-8f0c-1e0a@EX01.bluestem.example>
In-Reply-To: {message_id}
References: {message_id}
Subject: Undeliverable: K7Q2: something needs you
Auto-Submitted: auto-replied
MIME-Version: 1.0

--_f2b1c9e0-77aa-4c1d-9a10-5d2c_
Content-Type: multipart/alternative; differences=Content-Type;
\tboundary="_inner_"

--_inner_
Content-Type: text/plain; charset="us-ascii"
Content-Transfer-Encoding: quoted-printable

Delivery has failed to these recipients or groups:=0D=0A

--_inner_
Content-Type: text/html; charset="us-ascii"

<html><body><p>Delivery has failed to these recipients or groups:</p></body></html>

--_inner_--

--_f2b1c9e0-77aa-4c1d-9a10-5d2c_
Content-Type: message/delivery-status

Reporting-MTA: dns;EX01.bluestem.example
Received-From-MTA: dns;relay.bluestem.example
Arrival-Date: Mon, 14 Sep 2026 19:02:12 +0000

Original-Recipient: rfc822;{email}
Final-Recipient: rfc822;{email}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp;550 5.1.1 RESOLVER.ADR.RecipNotFound; not found
X-Display-Name: K. Fenn

--_f2b1c9e0-77aa-4c1d-9a10-5d2c_
Content-Type: message/rfc822

Received: from relay.bluestem.example by EX01.bluestem.example; Mon, 14 Sep 2026 19:02:12 +0000
{ours}
CHS-26-K7Q2. Due September 15, 2026, 2:00 PM. Sign in.

--_f2b1c9e0-77aa-4c1d-9a10-5d2c_--
"""

GMAIL = """Delivered-To: tat@bluestem.example
Return-Path: <>
From: Mail Delivery Subsystem <mailer-daemon@mail-router.example>
To: tat@bluestem.example
Auto-Submitted: auto-replied
Subject: Delivery Status Notification (Failure)
References: {message_id}
In-Reply-To: {message_id}
X-Failed-Recipients: {email}
Message-ID: <66e5c1b5.170a0220.3c5d.1a2b.GMR@mail-router.example>
Date: Mon, 14 Sep 2026 12:02:14 -0700 (PDT)
MIME-Version: 1.0
Content-Type: multipart/report; boundary="00000000000041b2c9"; report-type=delivery-status

--00000000000041b2c9
Content-Type: multipart/related; boundary="00000000000041b2d1"

--00000000000041b2d1
Content-Type: text/plain; charset="UTF-8"
Content-Transfer-Encoding: base64

QWRkcmVzcyBub3QgZm91bmQK

--00000000000041b2d1--

--00000000000041b2c9
Content-Type: message/delivery-status

Reporting-MTA: dns; mail-router.example
Arrival-Date: Mon, 14 Sep 2026 12:02:13 -0700 (PDT)
X-Original-Message-ID: {message_id}

Final-Recipient: rfc822; {email}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist.
Last-Attempt-Date: Mon, 14 Sep 2026 12:02:14 -0700 (PDT)

--00000000000041b2c9
Content-Type: message/rfc822

DKIM-Signature: v=1; a=rsa-sha256; d=bluestem.example; s=s1; b=AAAA
{ours}
CHS-26-K7Q2. Due September 15, 2026, 2:00 PM. Sign in.

--00000000000041b2c9--
"""


def postfix(message_id: str, email: str, *, action: str = "failed", status: str = "5.1.1", kind: str = "delivery-status") -> bytes:
    """With the headers of ours alone; `action`, `status` and `kind` make another report of it."""
    return _report(POSTFIX, message_id, email, action=action, status=status, kind=kind)


def exchange(message_id: str, email: str) -> bytes:
    """With the whole of ours, its line ends those of the wire."""
    return _report(EXCHANGE, message_id, email).replace(b"\n", b"\r\n")


def gmail(message_id: str, email: str) -> bytes:
    """With the whole of ours, and no original recipient."""
    return _report(GMAIL, message_id, email)


def _report(text: str, message_id: str, email: str, **more: str) -> bytes:
    ours = OURS.format(message_id=message_id, email=email).rstrip("\n") + "\n"
    return text.format(message_id=message_id, email=email, ours=ours, **more).encode()

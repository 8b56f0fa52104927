//! Names of capabilities that are usual and have no variant.

/// A list of capabilities keeps an octet for each of these, its place here, so at most 128 have room. In capital letters and
/// in ascending order, as names are looked up by halves.
///
/// Those registered with IANA, as a capability or as a mechanism of SASL, and what Dovecot and Cyrus say besides. One
/// that gets a variant in [`Capability`](imap_types::capability::Capability) leaves.
pub(super) const NAMES: &[&str] = &[
    "AUTH=ANONYMOUS",
    "AUTH=CRAM-MD5",
    "AUTH=DIGEST-MD5",
    "AUTH=EXTERNAL",
    "AUTH=GS2-KRB5",
    "AUTH=GS2-KRB5-PLUS",
    "AUTH=GSS-SPNEGO",
    "AUTH=GSSAPI",
    "AUTH=LOGIN",
    "AUTH=NTLM",
    "AUTH=OAUTHBEARER",
    "AUTH=OTP",
    "AUTH=PLAIN",
    "AUTH=SCRAM-SHA-1",
    "AUTH=SCRAM-SHA-1-PLUS",
    "AUTH=SCRAM-SHA-256",
    "AUTH=SCRAM-SHA-256-PLUS",
    "AUTH=XOAUTH2",
    "DIGEST=SHA1",
    "I18NLEVEL=1",
    "I18NLEVEL=2",
    "NO_ATOMIC_RENAME",
    "QUOTA=RES-ANNOTATION-STORAGE",
    "QUOTA=RES-MAILBOX",
    "QUOTA=RES-MESSAGE",
    "QUOTA=RES-STORAGE",
    "SCAN",
    "THREAD=ORDEREDSUBJECT",
    "THREAD=REFERENCES",
    "THREAD=REFS",
    "X-CREATEDMODSEQ",
    "X-QUOTA=MESSAGE",
    "X-QUOTA=STORAGE",
    "X-QUOTA=X-ANNOTATION-STORAGE",
    "X-QUOTA=X-NUM-FOLDERS",
    "X-REPLICATION",
    "X-SIEVE-MAILBOX",
    "XCONVERSATIONS",
    "XMOVE",
];

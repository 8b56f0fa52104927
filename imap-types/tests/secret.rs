//! Passwords and SASL data do not get into logs by way of `Debug`.

use imap_types::auth::{AuthMechanism, AuthenticateData};
use imap_types::command::CommandBody;
use imap_types::secret::Secret;
use imap_types::string::Binary;
use imap_types::{IntoBoundedStatic, ToBoundedStatic};

/// As text, in base64, and as lists of bytes.
fn assert_hides(what: &impl std::fmt::Debug) {
    for written in [format!("{what:?}"), format!("{what:#?}"), format!("{what:x?}"), format!("{what:20.3?}")]
    {
        for trace in ["hunter2", "hunt", "aHVudGVyMg", "AGFsaWNl", "104, 117", "68, 75", "\\x68"] {
            assert!(!written.contains(trace), "{written}");
        }
        assert!(written.contains("Secret(..)"), "{written}");
    }
}

#[test]
fn login_does_not_show_its_password() {
    let login = CommandBody::login("alice", "hunter2").unwrap();
    assert_hides(&login);
    assert_hides(&login.to_static());
    assert_hides(&Some(vec![login.clone()]));
    assert_hides(&login.into_static().tag("A1".try_into().unwrap()));
}

#[test]
fn authenticate_does_not_show_what_the_mechanism_says() {
    let says = || Secret::new(Binary::try_from(&b"\0alice\0hunter2"[..]).unwrap());
    assert_hides(&CommandBody::authenticate(AuthMechanism::Plain, Some(says())));
    assert_hides(&AuthenticateData::Response(says()));
}

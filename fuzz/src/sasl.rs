//! What a client says in AUTHENTICATE.

use imap_fsm::sasl;

/// Each mechanism reads the message or refuses it, and what it reads means the same when it is written again.
pub fn read(message: &[u8]) {
    if let Ok(plain) = sasl::read_plain(message) {
        let again = sasl::plain(plain.authzid, plain.authcid, plain.password.declassify());
        assert_eq!(again.expect("it was read").declassify().as_bytes(), message);
    }
    if let Ok(answer) = sasl::read_login(message) {
        let [again, _] = sasl::login(answer.declassify(), answer.declassify()).expect("it was read");
        assert_eq!(again.declassify().as_bytes(), message);
    }
    if let Ok(authzid) = sasl::read_external(message) {
        assert_eq!(sasl::external(authzid).expect("it was read").declassify().as_bytes(), message);
    }
    if let Ok(trace) = sasl::read_anonymous(message) {
        assert_eq!(sasl::anonymous(trace).expect("it was read").declassify().as_bytes(), message);
    }
    if let Ok(bearer) = sasl::read_xoauth2(message) {
        let user = bearer.user.as_deref().expect("it names a user");
        let again = sasl::xoauth2(user, bearer.token.declassify()).expect("it was read");
        assert_eq!(sasl::read_xoauth2(again.declassify().as_bytes()).as_ref(), Ok(&bearer));
    }
    if let Ok(bearer) = sasl::read_oauth_bearer(message) {
        let (user, token) = (bearer.user.as_deref(), bearer.token.declassify());
        // No host has other characters, but what a client believes is only there to be compared.
        let host = bearer.host.filter(|host| host.bytes().all(|byte| byte.is_ascii_graphic()));
        let again = sasl::oauth_bearer(user, host, bearer.port, token).expect("it was read");
        let bearer = sasl::Bearer { host, ..bearer };
        assert_eq!(sasl::read_oauth_bearer(again.declassify().as_bytes()).as_ref(), Ok(&bearer));
    }
}

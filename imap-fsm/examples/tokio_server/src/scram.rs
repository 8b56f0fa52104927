//! SCRAM-SHA-256, the server's half ([RFC 5802](https://www.rfc-editor.org/rfc/rfc5802),
//! [RFC 7677](https://www.rfc-editor.org/rfc/rfc7677)), without channel binding. Messages in and out, and no store: here to
//! be copied.
//!
//! ```text
//! C: n,,n=user,r=rOprNGfwEbeRWgbNEkqO                                          begin
//! S: r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096
//! C: c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapW…    Begun::finish
//! S: v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=
//! ```

use std::num::NonZeroU32;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::rand::{SecureRandom, SystemRandom};
use ring::{digest, hmac, pbkdf2};

/// What RFC 7677 §3 asks for at least.
const ITERATIONS: NonZeroU32 = NonZeroU32::new(4096).unwrap();

/// What a server keeps of a password.
pub(crate) struct Keys {
    salt: Vec<u8>,
    iterations: NonZeroU32,
    /// Tells whether a client knows the password.
    stored: [u8; 32],
    /// Proves to the client that the server is the right one.
    server: [u8; 32],
}

impl Keys {
    pub(crate) fn new(password: &str, salt: &[u8]) -> Self {
        let mut salted = [0; 32];
        pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, ITERATIONS, salt, password.as_bytes(), &mut salted);
        let (client, server) = (sign(&salted, b"Client Key"), sign(&salted, b"Server Key"));
        Self { salt: salt.to_vec(), iterations: ITERATIONS, stored: hash(&client), server }
    }
}

/// Why a login has failed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// That is no message of SCRAM, or asks for what is not offered: channel binding, or a mandatory extension.
    Malformed,
    /// The client does not know the password.
    WrongProof,
    /// There are no random numbers.
    NoRandom,
}

/// A login whose client has said who it is, and has not proved it.
pub(crate) struct Begun {
    /// The name, as the client has written it but for the escapes.
    pub(crate) user: String,
    /// For whom the client wants to act, if that is somebody else.
    pub(crate) authzid: Option<String>,
    gs2_header: String,
    nonce: String,
    keys: Keys,
    /// `client-first-message-bare "," server-first-message`
    messages: String,
}

/// Takes the client's first message, and gives what to answer. `keys` gives those of a user; for a name that nobody has it
/// has to give some as well, with the same salt each time, so that nobody finds out who is there (RFC 5802 §9).
pub(crate) fn begin(message: &[u8], keys: impl FnOnce(&str) -> Keys) -> Result<(Begun, String), Failure> {
    let mut random = [0; 24];
    SystemRandom::new().fill(&mut random).map_err(|_| Failure::NoRandom)?;
    begin_with(message, &STANDARD.encode(random), keys)
}

fn begin_with(
    message: &[u8],
    nonce: &str,
    keys: impl FnOnce(&str) -> Keys,
) -> Result<(Begun, String), Failure> {
    let message = std::str::from_utf8(message).map_err(|_| Failure::Malformed)?;
    let mut fields = message.splitn(3, ',');
    let (flag, authzid, bare) = (fields.next(), fields.next(), fields.next());
    // `y`: the client would bind channels, and has seen that we do not.
    let (Some("n" | "y"), Some(authzid), Some(bare)) = (flag, authzid, bare) else {
        return Err(Failure::Malformed);
    };
    let authzid = match authzid {
        "" => None,
        authzid => Some(authzid.strip_prefix("a=").and_then(sasl_name).ok_or(Failure::Malformed)?),
    };
    // `m=`, a mandatory extension, would come first. Those behind the nonce may be passed over.
    let mut fields = bare.split(',');
    let user = fields.next().and_then(|field| field.strip_prefix("n=")).and_then(sasl_name);
    let client_nonce = fields.next().and_then(|field| field.strip_prefix("r="));
    let (Some(user), Some(client_nonce)) = (user, client_nonce) else { return Err(Failure::Malformed) };
    if client_nonce.is_empty() || !client_nonce.bytes().all(|octet| octet.is_ascii_graphic()) {
        return Err(Failure::Malformed);
    }
    let (keys, nonce) = (keys(&user), format!("{client_nonce}{nonce}"));
    let answer = format!("r={nonce},s={},i={}", STANDARD.encode(&keys.salt), keys.iterations);
    let begun = Begun {
        authzid: authzid.filter(|authzid| *authzid != user),
        user,
        gs2_header: message[..message.len() - bare.len()].into(),
        nonce,
        keys,
        messages: format!("{bare},{answer}"),
    };
    Ok((begun, answer))
}

impl Begun {
    /// Takes the client's proof, and gives the server's.
    pub(crate) fn finish(self, message: &[u8]) -> Result<String, Failure> {
        let message = std::str::from_utf8(message).map_err(|_| Failure::Malformed)?;
        let (without_proof, proof) = message.rsplit_once(",p=").ok_or(Failure::Malformed)?;
        let decoded = |text: &str| STANDARD.decode(text).map_err(|_| Failure::Malformed);
        let mut fields = without_proof.split(',');
        let binding = fields.next().and_then(|field| field.strip_prefix("c=")).ok_or(Failure::Malformed)?;
        let nonce = fields.next().and_then(|field| field.strip_prefix("r=")).ok_or(Failure::Malformed)?;
        if decoded(binding)? != self.gs2_header.as_bytes() || nonce != self.nonce {
            return Err(Failure::Malformed);
        }
        let proof: [u8; 32] = decoded(proof)?.try_into().map_err(|_| Failure::Malformed)?;
        let messages = format!("{},{without_proof}", self.messages);
        let signature = sign(&self.keys.stored, messages.as_bytes());
        let mut client_key = proof;
        client_key.iter_mut().zip(signature).for_each(|(octet, other)| *octet ^= other);
        if !same(&hash(&client_key), &self.keys.stored)? {
            return Err(Failure::WrongProof);
        }
        Ok(format!("v={}", STANDARD.encode(sign(&self.keys.server, messages.as_bytes()))))
    }
}

/// `saslname`, where `=2C` is a comma and `=3D` an equals sign.
fn sasl_name(text: &str) -> Option<String> {
    let mut parts = text.split('=');
    let mut name = parts.next()?.to_string();
    for part in parts {
        let (octet, rest) = if let Some(rest) = part.strip_prefix("2C") {
            (',', rest)
        } else {
            ('=', part.strip_prefix("3D")?)
        };
        name.push(octet);
        name.push_str(rest);
    }
    (!name.is_empty() && !name.contains('\0')).then_some(name)
}

/// Whether both are the same, in a time that does not tell where they differ.
fn same(one: &[u8], other: &[u8]) -> Result<bool, Failure> {
    let key = hmac::Key::generate(hmac::HMAC_SHA256, &SystemRandom::new()).map_err(|_| Failure::NoRandom)?;
    Ok(hmac::verify(&key, one, hmac::sign(&key, other).as_ref()).is_ok())
}

fn sign(key: &[u8], message: &[u8]) -> [u8; 32] {
    octets(hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), message).as_ref())
}

fn hash(message: &[u8]) -> [u8; 32] {
    octets(digest::digest(&digest::SHA256, message).as_ref())
}

fn octets(digest: &[u8]) -> [u8; 32] {
    digest.try_into().expect("SHA-256 has 32 octets")
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONCE: &str = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    /// The example of RFC 7677 §3.
    const FIRST: &str = "n,,n=user,r=rOprNGfwEbeRWgbNEkqO";
    const PROOF: &str = "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";

    fn keys(_: &str) -> Keys {
        Keys::new("pencil", &STANDARD.decode("W22ZaJ0SNY7soEsUEjb6gQ==").unwrap())
    }

    fn begun(first: &str) -> Result<Begun, Failure> {
        begin_with(first.as_bytes(), NONCE, keys).map(|(begun, _)| begun)
    }

    fn last(binding: &str, proof: &str) -> String {
        format!("c={binding},r=rOprNGfwEbeRWgbNEkqO{NONCE},p={proof}")
    }

    #[test]
    fn the_example_of_the_rfc_gives_the_proofs_of_the_rfc() {
        let (begun, answer) = begin_with(FIRST.as_bytes(), NONCE, keys).unwrap();
        assert_eq!((&*begun.user, &begun.authzid), ("user", &None));
        let expected =
            "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
        assert_eq!(answer, expected);
        let verifier = begun.finish(last("biws", PROOF).as_bytes());
        assert_eq!(verifier.as_deref(), Ok("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="));
    }

    #[test]
    fn what_is_wrong_is_refused() {
        let finish = |message: &str| begun(FIRST).unwrap().finish(message.as_bytes());
        let wrong = format!("A{}", &PROOF[1..]);
        assert_eq!(finish(&last("biws", &wrong)), Err(Failure::WrongProof));
        // Another header than at first, another nonce, a proof that is too short, is none, or is not the last.
        for message in [
            last("eSws", PROOF),
            last("biws", PROOF).replace("k0", "k1"),
            last("biws", "AAAA"),
            last("biws", "?"),
            last("biws", &format!("{PROOF},x=y")),
            String::new(),
            "c=biws".into(),
        ] {
            assert_eq!(finish(&message), Err(Failure::Malformed), "{message}");
        }
        assert_eq!(begun(FIRST).unwrap().finish(b"\xff"), Err(Failure::Malformed));
        for first in [
            "",
            "n",
            "n,,",
            "n,,n=user",
            "n,,n=user,r=",
            "n,,n=user,r=a b",
            "n,,n=,r=a",
            "n,,n=u=2c,r=a",
            "n,,m=x,n=user,r=a",
            "n,user,n=user,r=a",
            "p=tls-unique,,n=user,r=a",
            "n=user,r=a",
        ] {
            assert_eq!(begun(first).err(), Some(Failure::Malformed), "{first}");
        }
    }

    #[test]
    fn names_have_escapes_and_extensions_are_passed_over() {
        let begun = begun("y,a=b=3Dc,n=u=2Cs=3D,r=abc,x=y").unwrap();
        assert_eq!((&*begun.user, begun.authzid.as_deref()), ("u,s=", Some("b=c")));
        assert_eq!(begun.gs2_header, "y,a=b=3Dc,");
    }
}

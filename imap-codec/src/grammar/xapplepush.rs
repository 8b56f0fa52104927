//! XAPPLEPUSHSERVICE, as Cyrus reads and writes it.

use imap_types::xapplepush::{OtherPushParam, PushParam, PushParamName, XApplePushService};

use crate::context::{Context, Parsed, refused};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::lexical::{nonempty, write_list};
use crate::grammar::mailbox::write_mailbox;
use crate::grammar::named::{arguments, payload};
use crate::grammar::seldom::{astring, list1, mailbox, sp, to_line_end};
use crate::grammar::string::{write_astring, write_string};

arguments!(XApplePushService<'a>: xapplepushservice, write_xapplepushservice);
payload!(XApplePushService<'a>: xapplepushservice, write_xapplepushservice);

/// After `XAPPLEPUSHSERVICE`: `1*(SP astring SP (astring / "(" mailbox *(SP mailbox) ")"))`
pub(crate) fn xapplepushservice<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, XApplePushService<'a>> {
    let (rest, params) = to_line_end(cx, input, push_param)?;
    let (rest, params) = nonempty(input, rest, params)?;
    Ok((rest, XApplePushService { params }))
}

fn push_param<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, PushParam<'a>> {
    let (rest, key) = astring(cx, input)?;
    let (rest, ()) = sp(cx, rest)?;
    let name = PushParamName::from_bytes(key.as_bytes());
    if name == Some(PushParamName::Mailboxes) {
        let (rest, mailboxes) = list1(cx, rest, mailbox)?;
        return Ok((rest, PushParam::Mailboxes(mailboxes)));
    }
    let (rest, value) = astring(cx, rest)?;
    let param = match name {
        Some(PushParamName::ApsVersion) => PushParam::ApsVersion(value),
        Some(PushParamName::ApsAccountId) => PushParam::ApsAccountId(value),
        Some(PushParamName::ApsDeviceToken) => PushParam::ApsDeviceToken(value),
        Some(PushParamName::ApsSubtopic) => PushParam::ApsSubtopic(value),
        Some(PushParamName::ApsTopic) => PushParam::ApsTopic(value),
        Some(PushParamName::Mailboxes) | None => match OtherPushParam::new(key, value) {
            Ok(other) => PushParam::Other(other),
            Err(error) => return refused(input, error),
        },
    };
    Ok((rest, param))
}

/// Writes the arguments of the command: keys as atoms, in the order in which they were given.
pub(crate) fn write_xapplepushservice(out: &mut Encoder<'_>, push: &XApplePushService<'_>) {
    for param in &push.params {
        out.byte(b' ');
        let (name, value) = match param {
            PushParam::ApsVersion(value) => (PushParamName::ApsVersion, value),
            PushParam::ApsAccountId(value) => (PushParamName::ApsAccountId, value),
            PushParam::ApsDeviceToken(value) => (PushParamName::ApsDeviceToken, value),
            PushParam::ApsSubtopic(value) => (PushParamName::ApsSubtopic, value),
            PushParam::ApsTopic(value) => (PushParamName::ApsTopic, value),
            PushParam::Mailboxes(mailboxes) => {
                out.bytes(PushParamName::Mailboxes.as_str().as_bytes());
                out.byte(b' ');
                write_list(out, mailboxes, write_mailbox);
                continue;
            }
            PushParam::Other(other) => {
                write_astring(out, other.key().as_bytes());
                out.byte(b' ');
                write_string(out, other.value());
                continue;
            }
        };
        out.bytes(name.as_str().as_bytes());
        out.byte(b' ');
        write_string(out, value);
    }
}

#[cfg(test)]
mod tests {
    use imap_types::mailbox::Mailbox;
    use imap_types::nonempty::NonEmpty;

    use super::*;
    use crate::grammar::testing::{both_ways, reads, rejects, s};

    #[test]
    fn registrations_both_ways() {
        let mailboxes = NonEmpty::try_from([Mailbox::INBOX, Mailbox::try_from("a b").unwrap()]).unwrap();
        let other = OtherPushParam::new(s("aps-new"), s("x")).unwrap();
        let params = [
            PushParam::ApsVersion(s("2")),
            PushParam::ApsAccountId(s("0715A26B")),
            PushParam::ApsDeviceToken(s("2918")),
            PushParam::ApsSubtopic(s("com.apple.mobilemail")),
            PushParam::Other(other),
            PushParam::Mailboxes(mailboxes),
        ];
        let all = XApplePushService { params: NonEmpty::try_from(params).unwrap() };
        both_ways(
            xapplepushservice,
            write_xapplepushservice,
            &[(
                " aps-version \"2\" aps-account-id \"0715A26B\" aps-device-token \"2918\" aps-subtopic \
                 \"com.apple.mobilemail\" aps-new \"x\" mailboxes (INBOX \"a b\")",
                all,
            )],
        );
        let answer = [PushParam::ApsVersion(s("2")), PushParam::ApsTopic(s("com.apple.mail.XServer"))];
        let answer = XApplePushService { params: NonEmpty::try_from(answer).unwrap() };
        reads(
            xapplepushservice,
            &[(" \"aps-version\" \"2\" \"APS-Topic\" \"com.apple.mail.XServer\"", answer)],
        );
        rejects(
            xapplepushservice,
            &[
                ("", 0, "at least one"),
                (" aps-version", 12, "SP"),
                (" mailboxes INBOX", 11, "\"(\""),
                (" aps-version (2)", 13, "string"),
            ],
        );
    }
}

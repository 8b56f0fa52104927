//! Commands that few send, and about no messages. Apart from the others, so that those are found no later.

use imap_types::command::{CommandBody, CommandName};
use imap_types::mailbox::{ListMailbox, Mailbox};
use imap_types::referral::{RList, RLsub};
use imap_types::xlist::XList;

use crate::context::{Context, Parsed};
use crate::encoder::Encoder;
use crate::grammar::acl::{
    deleteacl, getacl, listrights, myrights, setacl, write_setacl, write_sp_mailbox,
    write_sp_mailbox_identifier,
};
use crate::grammar::annotatemore::{getannotation, setannotation, write_getannotation, write_setannotation};
use crate::grammar::convert::{conversions_cmd, write_conversions_cmd};
use crate::grammar::language::{comparator_cmd, language_cmd, write_comparator_cmd, write_language_cmd};
use crate::grammar::lexical::sp;
use crate::grammar::mailbox::{list_mailbox, mailbox, write_list_mailbox};
use crate::grammar::metadata::{getmetadata, setmetadata, write_getmetadata, write_setmetadata};
use crate::grammar::notify::{notify, write_notify};
use crate::grammar::quota::{
    getquota, getquotaroot, setquota, write_getquota, write_getquotaroot, write_setquota,
};
use crate::grammar::urlauth::{
    genurlauth, resetkey, urlfetch, write_genurlauth, write_resetkey, write_urlfetch,
};
use crate::grammar::xapplepush::{write_xapplepushservice, xapplepushservice};

/// The arguments of the command, if it is one of these.
#[cold]
#[inline(never)]
pub(crate) fn seldom<'a>(cx: &Context, input: &'a [u8], name: &[u8]) -> Option<Parsed<'a, CommandBody<'a>>> {
    /// Reads the arguments and makes the command of them.
    fn read<'a, T>(
        cx: &Context,
        input: &'a [u8],
        rule: impl FnOnce(&Context, &'a [u8]) -> Parsed<'a, T>,
        make: impl FnOnce(T) -> CommandBody<'a>,
    ) -> Parsed<'a, CommandBody<'a>> {
        let (input, arguments) = rule(cx, input)?;
        Ok((input, make(arguments)))
    }
    use CommandBody as C;
    Some(match CommandName::from_bytes(name)? {
        CommandName::RList => read(cx, input, reference_and_pattern, |(reference, pattern)| {
            C::RList(RList { reference, pattern })
        }),
        CommandName::RLsub => read(cx, input, reference_and_pattern, |(reference, pattern)| {
            C::RLsub(RLsub { reference, pattern })
        }),
        CommandName::XList => read(cx, input, reference_and_pattern, |(reference, pattern)| {
            C::XList(XList { reference, pattern })
        }),
        CommandName::GenUrlAuth => read(cx, input, genurlauth, C::GenUrlAuth),
        CommandName::ResetKey => read(cx, input, resetkey, C::ResetKey),
        CommandName::UrlFetch => read(cx, input, urlfetch, C::UrlFetch),
        CommandName::GetQuota => read(cx, input, getquota, C::GetQuota),
        CommandName::GetQuotaRoot => read(cx, input, getquotaroot, C::GetQuotaRoot),
        CommandName::SetQuota => read(cx, input, setquota, C::SetQuota),
        CommandName::SetAcl => read(cx, input, setacl, C::SetAcl),
        CommandName::DeleteAcl => read(cx, input, deleteacl, C::DeleteAcl),
        CommandName::GetAcl => read(cx, input, getacl, C::GetAcl),
        CommandName::ListRights => read(cx, input, listrights, C::ListRights),
        CommandName::MyRights => read(cx, input, myrights, C::MyRights),
        CommandName::GetMetadata => read(cx, input, getmetadata, C::GetMetadata),
        CommandName::SetMetadata => read(cx, input, setmetadata, C::SetMetadata),
        CommandName::GetAnnotation => read(cx, input, getannotation, C::GetAnnotation),
        CommandName::SetAnnotation => read(cx, input, setannotation, C::SetAnnotation),
        CommandName::Notify => read(cx, input, notify, C::Notify),
        CommandName::Language => read(cx, input, language_cmd, C::Language),
        CommandName::Comparator => read(cx, input, comparator_cmd, C::Comparator),
        CommandName::Conversions => read(cx, input, conversions_cmd, C::Conversions),
        CommandName::XApplePushService => read(cx, input, xapplepushservice, C::XApplePushService),
        CommandName::GetJmapAccess => Ok((input, C::GetJmapAccess)),
        // The others have been asked for before.
        CommandName::Capability
        | CommandName::Noop
        | CommandName::Logout
        | CommandName::Id
        | CommandName::StartTls
        | CommandName::Authenticate
        | CommandName::Login
        | CommandName::Unauthenticate
        | CommandName::Compress
        | CommandName::Enable
        | CommandName::Select
        | CommandName::Examine
        | CommandName::Create
        | CommandName::Delete
        | CommandName::Rename
        | CommandName::Subscribe
        | CommandName::Unsubscribe
        | CommandName::List
        | CommandName::Lsub
        | CommandName::Namespace
        | CommandName::Status
        | CommandName::Append
        | CommandName::Idle
        | CommandName::Check
        | CommandName::Close
        | CommandName::Unselect
        | CommandName::Expunge
        | CommandName::Search
        | CommandName::Sort
        | CommandName::Thread
        | CommandName::ESearch
        | CommandName::CancelUpdate
        | CommandName::UidBatches
        | CommandName::Fetch
        | CommandName::Store
        | CommandName::Copy
        | CommandName::Move
        | CommandName::Replace
        | CommandName::Uid
        | CommandName::Convert => return None,
    })
}

/// `SP mailbox SP list-mailbox`
fn reference_and_pattern<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, (Mailbox<'a>, ListMailbox<'a>)> {
    let (input, ()) = sp(cx, input)?;
    let (input, reference) = mailbox(cx, input)?;
    let (input, ()) = sp(cx, input)?;
    let (input, pattern) = list_mailbox(cx, input)?;
    Ok((input, (reference, pattern)))
}

/// Writes the arguments of a command that is one of these, after its name.
#[cold]
#[inline(never)]
pub(crate) fn write_seldom(out: &mut Encoder<'_>, body: &CommandBody<'_>) {
    use CommandBody as C;
    let write_reference_and_pattern = |out: &mut Encoder<'_>, reference, pattern| {
        write_sp_mailbox(out, reference);
        out.byte(b' ');
        write_list_mailbox(out, pattern);
    };
    match body {
        C::RList(RList { reference, pattern })
        | C::RLsub(RLsub { reference, pattern })
        | C::XList(XList { reference, pattern }) => write_reference_and_pattern(out, reference, pattern),
        C::GenUrlAuth(rumps) => write_genurlauth(out, rumps),
        C::ResetKey(command) => write_resetkey(out, command),
        C::UrlFetch(args) => write_urlfetch(out, args),
        C::GetQuota(command) => write_getquota(out, command),
        C::GetQuotaRoot(command) => write_getquotaroot(out, command),
        C::SetQuota(command) => write_setquota(out, command),
        C::SetAcl(command) => write_setacl(out, command),
        C::DeleteAcl(command) => write_sp_mailbox_identifier(out, &command.mailbox, &command.identifier),
        C::GetAcl(command) => write_sp_mailbox(out, &command.mailbox),
        C::ListRights(command) => write_sp_mailbox_identifier(out, &command.mailbox, &command.identifier),
        C::MyRights(command) => write_sp_mailbox(out, &command.mailbox),
        C::GetMetadata(command) => write_getmetadata(out, command),
        C::SetMetadata(command) => write_setmetadata(out, command),
        C::GetAnnotation(command) => write_getannotation(out, command),
        C::SetAnnotation(command) => write_setannotation(out, command),
        C::Notify(command) => write_notify(out, command),
        C::Language(command) => write_language_cmd(out, command),
        C::Comparator(command) => write_comparator_cmd(out, command),
        C::Conversions(command) => write_conversions_cmd(out, command),
        C::XApplePushService(command) => write_xapplepushservice(out, command),
        // Written by whoever calls this.
        C::Capability
        | C::Noop
        | C::Logout
        | C::Id(_)
        | C::StartTls
        | C::Authenticate { .. }
        | C::Login { .. }
        | C::Unauthenticate
        | C::Compress(_)
        | C::Enable(_)
        | C::Select { .. }
        | C::Examine { .. }
        | C::Create { .. }
        | C::Delete { .. }
        | C::Rename { .. }
        | C::Subscribe { .. }
        | C::Unsubscribe { .. }
        | C::List { .. }
        | C::Lsub { .. }
        | C::Namespace
        | C::Status { .. }
        | C::Append { .. }
        | C::Idle
        | C::Check
        | C::Close
        | C::Unselect
        | C::Expunge
        | C::UidExpunge { .. }
        | C::Search { .. }
        | C::Sort(_)
        | C::Thread(_)
        | C::ESearch(_)
        | C::CancelUpdate(_)
        | C::UidBatches(_)
        | C::Fetch { .. }
        | C::Store { .. }
        | C::Copy { .. }
        | C::Move { .. }
        | C::Replace(_)
        | C::GetJmapAccess
        | C::Convert(_)
        | C::Other(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use crate::{decode_command, encode_command};

    #[test]
    fn each_is_known_and_written_as_it_was_read() {
        for line in [
            "RLIST \"\" \"%\"",
            "RLSUB \"\" \"%\"",
            "XLIST \"\" \"*\"",
            "GETQUOTA \"\"",
            "GETQUOTAROOT INBOX",
            "SETQUOTA \"\" (STORAGE 512)",
            "SETACL INBOX Fred +lr",
            "DELETEACL INBOX -Fred",
            "GETACL INBOX",
            "LISTRIGHTS INBOX smith",
            "MYRIGHTS INBOX",
            "GETMETADATA (DEPTH 1) INBOX /shared/comment",
            "SETMETADATA INBOX (/shared/comment NIL)",
            "GETANNOTATION INBOX \"/comment\" \"value.priv\"",
            "SETANNOTATION INBOX \"/comment\" (\"value.priv\" NIL)",
            "NOTIFY NONE",
            "LANGUAGE DE",
            "COMPARATOR i;basic",
            "XAPPLEPUSHSERVICE aps-version \"2\"",
            "GETJMAPACCESS",
            "CONVERSIONS \"image/gif\" \"*\"",
            "GENURLAUTH imap://joe@example.com/INBOX/;UID=20;URLAUTH=anonymous INTERNAL",
            "RESETKEY",
            "URLFETCH /INBOX/;UID=20",
        ] {
            let wire = alloc::format!("a {line}\r\n");
            let command = decode_command(wire.as_bytes()).unwrap();
            assert!(!matches!(command.body, super::CommandBody::Other(_)), "{line}");
            assert!(line.starts_with(&*command.body.name()), "{line}");
            let mut out = Vec::new();
            encode_command(&command, &mut out, &mut Vec::new());
            assert_eq!(core::str::from_utf8(&out), Ok(&*wire));
            assert_eq!(
                decode_command(wire.to_lowercase().as_bytes()).unwrap().body.name(),
                command.body.name()
            );
            // Not with UID before them.
            assert!(decode_command(alloc::format!("a UID {line}\r\n").as_bytes()).is_err(), "{line}");
        }
    }
}

//! Every command is made in its full form by constructors, and written so.

use std::collections::BTreeSet;

use imap_fsm::client::call::{
    Append, Capability as AskCapability, Comparator, Compress, Copy, DeleteAcl, Enable, Expunge, Fetch,
    GenUrlAuth, GetAcl, GetJmapAccess, GetMetadata, GetQuota, GetQuotaRoot, Id, Language, List, ListRights,
    Move, MultiSearch, MyRights, Namespace, Notify, Replace, Search, Select, SetAcl, SetMetadata, SetQuota,
    Sort, StartTls, Status, Store, Thread, UidBatches, UrlFetch,
};
use imap_fsm::codec::encode_command;
use imap_types::acl::ModRights;
use imap_types::annotatemore::{AttValue, EntryAtt, GetAnnotation, SetAnnotation};
use imap_types::append::AppendMessage;
use imap_types::atom::Tag;
use imap_types::auth::AuthMechanism;
use imap_types::capability::Capability;
use imap_types::charset::Charset;
use imap_types::command::{CommandBody, CommandName};
use imap_types::context::CancelUpdate;
use imap_types::convert::{Conversions, Convert, ConvertAtt, MediaRange, MediaType, TranscodingParam};
use imap_types::create::CreateParam;
use imap_types::filter_mailboxes::FilterMailboxes;
use imap_types::flag::Flag;
use imap_types::id::IdFields;
use imap_types::language::LanguageRange;
use imap_types::list::MailboxAttribute;
use imap_types::mailbox::Mailbox;
use imap_types::metadata::{Depth, Entry};
use imap_types::nonempty::NonEmpty;
use imap_types::notify::{Event, EventGroup};
use imap_types::number::{ModSeq, Uid};
use imap_types::quota::Resource;
use imap_types::referral::{RList, RLsub};
use imap_types::search::{SearchKey, SearchReturnOpt};
use imap_types::secret::Secret;
use imap_types::section::{PartNumber, Section};
use imap_types::select::QResync;
use imap_types::sequence::{SequenceSet, UidSequenceSet};
use imap_types::sort::{SortCriterion, SortKey};
use imap_types::status::StatusAtt;
use imap_types::string::{AString, Binary};
use imap_types::thread::ThreadAlgorithm;
use imap_types::urlauth::{ResetKey, UrlAuthMechanism};
use imap_types::xapplepush::{PushParam, XApplePushService};
use imap_types::xlist::XList;

use crate::nouns::{call, hear};
use crate::wire::Wire;

fn string(text: &'static str) -> AString<'static> {
    AString::try_from(text).unwrap()
}

fn entry(name: &'static str) -> Entry<'static> {
    Entry::try_from(name).unwrap()
}

fn uids(text: &str) -> UidSequenceSet {
    text.parse().unwrap()
}

fn inbox() -> Mailbox<'static> {
    Mailbox::INBOX
}

/// Commands of the connection and of mailboxes, and how they are written.
fn of_mailboxes() -> Vec<(CommandBody<'static>, &'static str)> {
    let resync = QResync::new(7.try_into().unwrap(), ModSeq::new(9).unwrap());
    vec![
        (AskCapability.into(), "CAPABILITY"),
        (CommandBody::Noop, "NOOP"),
        (CommandBody::Logout, "LOGOUT"),
        (Id(IdFields::new([("name", Some("x"))]).ok()).into(), "ID (\"name\" \"x\")"),
        (StartTls.into(), "STARTTLS"),
        (
            CommandBody::authenticate(
                AuthMechanism::Plain,
                Some(Secret::new(Binary::try_from("\0a\0b").unwrap())),
            ),
            "AUTHENTICATE PLAIN AGEAYg==",
        ),
        (CommandBody::login("a", "b").unwrap(), "LOGIN a b"),
        (CommandBody::Unauthenticate, "UNAUTHENTICATE"),
        (Compress.into(), "COMPRESS DEFLATE"),
        (
            Enable::new([Capability::CondStore, Capability::QResync]).unwrap().into(),
            "ENABLE CONDSTORE QRESYNC",
        ),
        (Select::new(inbox()).unwrap().qresync(resync).into(), "SELECT INBOX (QRESYNC (7 9))"),
        (Select::new(inbox()).unwrap().read_only().cond_store().into(), "EXAMINE INBOX (CONDSTORE)"),
        (
            CommandBody::create("x", [CreateParam::Use(vec![MailboxAttribute::Drafts])]).unwrap(),
            "CREATE x (USE (\\Drafts))",
        ),
        (CommandBody::delete("x").unwrap(), "DELETE x"),
        (CommandBody::rename("x", "y").unwrap(), "RENAME x y"),
        (CommandBody::subscribe("x").unwrap(), "SUBSCRIBE x"),
        (CommandBody::unsubscribe("x").unwrap(), "UNSUBSCRIBE x"),
        (
            List::new("", "%").unwrap().status([StatusAtt::Messages]).unwrap().my_rights().into(),
            "LIST \"\" \"%\" RETURN (STATUS (MESSAGES) MYRIGHTS)",
        ),
        (CommandBody::lsub("", "*").unwrap(), "LSUB \"\" \"*\""),
        (RList::new("", "*").unwrap().into(), "RLIST \"\" \"*\""),
        (RLsub::new("", "*").unwrap().into(), "RLSUB \"\" \"*\""),
        (XList::new("", "*").unwrap().into(), "XLIST \"\" \"*\""),
        (Namespace.into(), "NAMESPACE"),
        (
            Status::new("x", [StatusAtt::Messages, StatusAtt::UidNext]).unwrap().into(),
            "STATUS x (MESSAGES UIDNEXT)",
        ),
        (GetQuota::new("r").unwrap().into(), "GETQUOTA r"),
        (GetQuotaRoot::new("x").unwrap().into(), "GETQUOTAROOT x"),
        (SetQuota::new("r").unwrap().limit(Resource::Storage, 512_u32).into(), "SETQUOTA r (STORAGE 512)"),
        (SetAcl::new("x", "bob", ModRights::Add("lr".parse().unwrap())).unwrap().into(), "SETACL x bob +lr"),
        (DeleteAcl::new("x", "bob").unwrap().into(), "DELETEACL x bob"),
        (GetAcl::new("x").unwrap().into(), "GETACL x"),
        (ListRights::new("x", "bob").unwrap().into(), "LISTRIGHTS x bob"),
        (MyRights::new("x").unwrap().into(), "MYRIGHTS x"),
        (
            GetMetadata::new("x", [entry("/shared/comment")]).unwrap().max_size(9).depth(Depth::One).into(),
            "GETMETADATA (MAXSIZE 9 DEPTH 1) x /shared/comment",
        ),
        (
            SetMetadata::new("x", entry("/shared/comment"), None).unwrap().into(),
            "SETMETADATA x (/shared/comment NIL)",
        ),
        (
            GetAnnotation::new("x", string("/comment"), string("value.priv")).unwrap().into(),
            "GETANNOTATION x \"/comment\" \"value.priv\"",
        ),
        (
            SetAnnotation::new(
                "x",
                EntryAtt {
                    entry: string("/comment"),
                    attributes: AttValue { attribute: string("value.priv"), value: None }.into(),
                },
            )
            .unwrap()
            .into(),
            "SETANNOTATION x \"/comment\" (\"value.priv\" NIL)",
        ),
        (
            Notify::new([EventGroup::new(
                FilterMailboxes::Selected,
                vec![Event::MessageNew(Vec::new()), Event::MessageExpunge],
            )
            .unwrap()])
            .unwrap()
            .status()
            .into(),
            "NOTIFY SET STATUS (selected (MessageNew MessageExpunge))",
        ),
        (Language::new([LanguageRange::try_from("de").unwrap()]).into(), "LANGUAGE de"),
        (Comparator::new(["i;ascii-casemap".try_into().unwrap()]).into(), "COMPARATOR i;ascii-casemap"),
        (
            XApplePushService::new(PushParam::ApsVersion(string("2"))).into(),
            "XAPPLEPUSHSERVICE aps-version \"2\"",
        ),
        (GetJmapAccess.into(), "GETJMAPACCESS"),
    ]
}

/// Commands of messages, and how they are written.
fn of_messages() -> Vec<(CommandBody<'static>, &'static str)> {
    let key = || NonEmpty::from(SearchKey::Unseen);
    let message = || AppendMessage::new(string("x"));
    vec![
        (Append::new("x", message()).unwrap().message(message()).into(), "APPEND x {1}\r\nx {1}\r\nx"),
        (CommandBody::Idle, "IDLE"),
        (CommandBody::Check, "CHECK"),
        (CommandBody::Close, "CLOSE"),
        (CommandBody::Unselect, "UNSELECT"),
        (Expunge::all().into(), "EXPUNGE"),
        (Expunge::uids(uids("4:9")).into(), "UID EXPUNGE 4:9"),
        (CommandBody::uid_expunge(uids("4:9")), "UID EXPUNGE 4:9"),
        (
            Search::uids(key()).charset(Charset::UTF_8).returns([SearchReturnOpt::Count]).unwrap().into(),
            "UID SEARCH RETURN (COUNT) CHARSET UTF-8 UNSEEN",
        ),
        (
            Sort::uids(key(), SortCriterion { reverse: true, key: SortKey::Date })
                .returns([SearchReturnOpt::Max])
                .unwrap()
                .into(),
            "UID SORT RETURN (MAX) (REVERSE DATE) UTF-8 UNSEEN",
        ),
        (
            Thread::uids(ThreadAlgorithm::References, key()).charset(Charset::UTF_8).into(),
            "UID THREAD REFERENCES UTF-8 UNSEEN",
        ),
        (
            MultiSearch::new(key()).mailboxes([FilterMailboxes::Inboxes]).unwrap().into(),
            "ESEARCH IN (inboxes) UNSEEN",
        ),
        (CancelUpdate::new(Tag::try_from("a1").unwrap()).into(), "CANCELUPDATE \"a1\""),
        (
            UidBatches::new(2000.try_into().unwrap())
                .batches(1.try_into().unwrap(), 2.try_into().unwrap())
                .into(),
            "UIDBATCHES 2000 1:2",
        ),
        (
            Fetch::uids(uids("4:*"))
                .uid()
                .text(Section::header())
                .changed_since(ModSeq::new(9).unwrap())
                .into(),
            "UID FETCH 4:* (UID BODY.PEEK[HEADER]) (CHANGEDSINCE 9)",
        ),
        (
            Store::add(uids("4"), [Flag::Seen]).silent().unchanged_since(ModSeq::new(9)).into(),
            "UID STORE 4 (UNCHANGEDSINCE 9) +FLAGS.SILENT (\\Seen)",
        ),
        (Copy::new(uids("4"), "x").unwrap().into(), "UID COPY 4 x"),
        (Move::new(uids("4"), "x").unwrap().into(), "UID MOVE 4 x"),
        (CommandBody::move_to(SequenceSet::all(), "x").unwrap(), "MOVE 1:* x"),
        (Replace::uid(Uid::try_from(4).unwrap(), "x", message()).unwrap().into(), "UID REPLACE 4 x {1}\r\nx"),
        (
            GenUrlAuth::new("imap://a@h/x/;uid=1;urlauth=anonymous".try_into().unwrap()).into(),
            "GENURLAUTH imap://a@h/x/;uid=1;urlauth=anonymous INTERNAL",
        ),
        (ResetKey::all().into(), "RESETKEY"),
        (ResetKey::of("x", [UrlAuthMechanism::Internal]).unwrap().into(), "RESETKEY x INTERNAL"),
        (
            UrlFetch::new(
                "imap://h/x/;uid=1;urlauth=anonymous:internal:91354a473744909de610943775f92038"
                    .try_into()
                    .unwrap(),
            )
            .into(),
            "URLFETCH imap://h/x/;uid=1;urlauth=anonymous:internal:91354a473744909de610943775f92038",
        ),
        (
            Conversions::new(
                MediaRange::try_from("text/html").unwrap(),
                MediaRange::try_from("text/plain").unwrap(),
            )
            .into(),
            "CONVERSIONS \"text/html\" \"text/plain\"",
        ),
        (
            Convert::new(uids("4"), ConvertAtt::BinarySize(PartNumber::try_from([2]).unwrap()))
                .to(MediaType::try_from("text/plain").unwrap())
                .param(TranscodingParam { name: string("charset"), value: string("utf-8") })
                .into(),
            "UID CONVERT 4 (\"text/plain\" (\"charset\" \"utf-8\")) BINARY.SIZE[2]",
        ),
    ]
}

#[test]
fn each_command_has_constructors_for_its_full_form() {
    let (mut made, mut wrong) = (BTreeSet::new(), Vec::new());
    for (command, wire) in of_mailboxes().into_iter().chain(of_messages()) {
        made.insert(command.name().trim_start_matches("UID ").to_owned());
        let mut written = Vec::new();
        encode_command(&command.tag(Tag::try_from("a").unwrap()), &mut written, &mut Vec::new());
        let written = String::from_utf8(written).unwrap();
        wrong.extend((written != format!("a {wire}\r\n")).then_some((written, wire)));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let all = CommandName::ALL.iter().filter(|name| **name != CommandName::Uid);
    let missing: Vec<_> = all.filter(|name| !made.contains(name.as_str())).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn the_url_of_jmap_is_told() {
    let mut wire = Wire::logged_in("IMAP4rev1 JMAPACCESS");
    let answer = "* JMAPACCESS \"https://example.com/jmap\"\r\na1 OK done\r\n";
    let url = call(&mut wire, GetJmapAccess, "a1 GETJMAPACCESS\r\n", answer).unwrap();
    assert_eq!(url.unwrap(), "https://example.com/jmap");
    assert_eq!(call(&mut wire, GetJmapAccess, "a2 GETJMAPACCESS\r\n", "a2 OK done\r\n"), Ok(None));
}

#[test]
fn batches_are_those_with_the_tag() {
    let mut wire = Wire::selected("IMAP4rev1 UIDBATCHES");
    let request = UidBatches::new(2000.try_into().unwrap());
    let answer = "* UIDBATCHES (TAG \"a2\") 215295:99696,99695:1\r\na2 OK done\r\n";
    let ranges = call(&mut wire, request, "a2 UIDBATCHES 2000\r\n", answer).unwrap();
    assert_eq!(ranges.iter().map(ToString::to_string).collect::<Vec<_>>(), ["215295:99696", "99695:1"]);
    let mut other = wire.client.call(request).unwrap();
    wire.expect("a3 UIDBATCHES 2000\r\n");
    let (others, done) = hear(&mut wire, &mut other, "* UIDBATCHES (TAG \"a9\") 2:1\r\na3 OK done\r\n");
    assert_eq!((&others[..], done), (&["data UidBatches".to_owned()][..], Some(Ok(Vec::new()))));
}

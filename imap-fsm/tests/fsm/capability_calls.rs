//! The sessions of `capabilities.imap` by calls: what the register marks with `call` is sent by one, and every answer to
//! it is taken by one.

use core::convert::Infallible;

use imap_fsm::client::call::{self, Answer, AuthenticateAnswer, Call, Taken};
use imap_fsm::client::{Event, Options};
use imap_fsm::{Client, Misuse};
use imap_types::auth::AuthMechanism;
use imap_types::command::CommandBody;
use imap_types::fetch::FetchItems;
use imap_types::list::ListPatterns;
use imap_types::notify::Notify;
use imap_types::number::Numbering;
use imap_types::replace::OldMessage;
use imap_types::response::Data;
use imap_types::sequence::Bound;
use imap_types::store::StoreAtt;

use crate::capabilities::{each, register};
use crate::scripts::{Line, Side, refused_text, runs, told};
use crate::wire::{command, short};

/// A call of any kind.
trait Offered {
    fn offer<'i>(&mut self, client: &mut Client, event: Event<'i>) -> Offer<'i>;
}

enum Offer<'i> {
    Done,
    Taken,
    Other(Event<'i>),
}

impl<A: for<'i> Answer<Step<'i> = Infallible>> Offered for Call<A> {
    fn offer<'i>(&mut self, _: &mut Client, event: Event<'i>) -> Offer<'i> {
        match self.take(event) {
            Taken::Done(_) => Offer::Done,
            Taken::More => Offer::Taken,
            Taken::Other(event) => Offer::Other(event),
        }
    }
}

/// A login, which answers challenges.
struct Login(Call<AuthenticateAnswer>);

impl Offered for Login {
    fn offer<'i>(&mut self, client: &mut Client, event: Event<'i>) -> Offer<'i> {
        match self.0.take(event) {
            Taken::Done(_) => Offer::Done,
            Taken::More => Offer::Taken,
            Taken::Step(response) => {
                client.authenticate(&response).unwrap();
                Offer::Taken
            }
            Taken::Other(event) => Offer::Other(event),
        }
    }
}

/// Sends a command by the call that is made for it, if there is one.
fn send(client: &mut Client, body: CommandBody<'static>) -> Result<(Box<dyn Offered>, bool), Misuse> {
    let mut is_typed = true;
    let call = begin(client, body, &mut is_typed)?;
    Ok((call, is_typed))
}

fn begin(
    client: &mut Client,
    body: CommandBody<'static>,
    is_typed: &mut bool,
) -> Result<Box<dyn Offered>, Misuse> {
    macro_rules! call {
        ($request:expr) => {
            Box::new(client.call($request)?)
        };
    }
    macro_rules! built {
        ($request:expr $(, $method:ident: $argument:expr)* $(; $refusing:ident: $given:expr)?) => {{
            let mut request = $request;
            $(if let Some(argument) = $argument {
                request = request.$method(argument);
            })*
            $(if let Some(argument) = $given {
                request = request.$refusing(argument).unwrap();
            })?
            call!(request)
        }};
    }
    Ok(match body {
        CommandBody::Capability => call!(call::Capability),
        CommandBody::StartTls => call!(call::StartTls),
        CommandBody::Compress(_) => call!(call::Compress),
        CommandBody::Namespace => call!(call::Namespace),
        CommandBody::GetJmapAccess => call!(call::GetJmapAccess),
        CommandBody::Id(params) => call!(call::Id(params)),
        CommandBody::Enable(capabilities) => call!(call::Enable::new(capabilities).unwrap()),
        CommandBody::Authenticate { mechanism: AuthMechanism::Plain, initial_response }
            if initial_response.as_ref().is_none_or(|data| !data.declassify().as_bytes().is_empty()) =>
        {
            let login = call::Authenticate::plain(None, "tim", "tanstaaftanstaaf").unwrap();
            Box::new(Login(client.call(login)?))
        }
        CommandBody::Select { mailbox, params } => {
            call!(params.into_iter().fold(call::Select::new(mailbox).unwrap(), call::Select::param))
        }
        CommandBody::List(list) => {
            let request = match list.patterns {
                ListPatterns::One(pattern) => call::List::new(list.reference, pattern).unwrap(),
                ListPatterns::AnyOf(patterns) => {
                    call::List::new(list.reference, "").unwrap().patterns(patterns)
                }
            };
            let request = match list.selection {
                Some(selection) => request.select(selection.as_slice().to_vec()).unwrap(),
                None => request,
            };
            built!(request, returns: list.returns)
        }
        CommandBody::Lsub { reference, pattern } => call!(call::Lsub::new(reference, pattern).unwrap()),
        CommandBody::Status { mailbox, items } => call!(call::Status::new(mailbox, items).unwrap()),
        CommandBody::Append { mailbox, messages } => {
            let mut messages = messages.into_iter();
            let request = call::Append::new(mailbox, messages.next().unwrap()).unwrap();
            call!(messages.fold(request, call::Append::message))
        }
        CommandBody::Search(search) => match search.numbering {
            Numbering::Uid => {
                built!(call::Search::uids(search.keys), charset: search.charset; returns: search.returns)
            }
            Numbering::SeqNum => {
                built!(call::Search::seq_nums(search.keys), charset: search.charset; returns: search.returns)
            }
        },
        CommandBody::Sort(sort) => {
            let mut criteria = sort.criteria.into_iter();
            let first = criteria.next().unwrap();
            match sort.numbering {
                Numbering::Uid => {
                    let request = call::Sort::uids(sort.keys, first).charset(sort.charset);
                    built!(criteria.fold(request, call::Sort::then); returns: sort.returns)
                }
                Numbering::SeqNum => {
                    let request = call::Sort::seq_nums(sort.keys, first).charset(sort.charset);
                    built!(criteria.fold(request, call::Sort::then); returns: sort.returns)
                }
            }
        }
        CommandBody::Thread(thread) => match thread.numbering {
            Numbering::Uid => {
                call!(call::Thread::uids(thread.algorithm, thread.keys).charset(thread.charset))
            }
            Numbering::SeqNum => {
                call!(call::Thread::seq_nums(thread.algorithm, thread.keys).charset(thread.charset))
            }
        },
        CommandBody::ESearch(search) => {
            let request = call::MultiSearch::new(search.keys.clone());
            let request = match search.source() {
                Some(source) => request.mailboxes(source.mailboxes().clone()).unwrap(),
                None => request,
            };
            built!(request, charset: search.charset.clone(); returns: search.returns().cloned())
        }
        CommandBody::UidBatches(batches) => call!(call::UidBatches::new(batches.size)),
        CommandBody::Fetch(fetch) => {
            let (messages, modifiers) = (fetch.messages().clone(), fetch.modifiers().to_vec());
            let FetchItems::Atts(atts) = fetch.items else { panic!("a macro") };
            let request = atts.into_iter().fold(call::Fetch::new(messages), call::Fetch::att);
            call!(request.with_modifiers(modifiers).unwrap())
        }
        CommandBody::Store(store) => {
            let StoreAtt::Flags(set) = store.att else { panic!("no flags") };
            let request = call::Store::new(store.messages, set.action, set.flags);
            call!(store.modifiers.into_iter().fold(request, call::Store::modifier))
        }
        CommandBody::Copy { messages, mailbox } => call!(call::Copy::new(messages, mailbox).unwrap()),
        CommandBody::Move { messages, mailbox } => call!(call::Move::new(messages, mailbox).unwrap()),
        CommandBody::UidExpunge { uids } => call!(call::Expunge::uids(uids)),
        CommandBody::Replace(replace) => {
            let (mailbox, message) = (replace.mailbox, replace.message);
            call!(match replace.old {
                OldMessage::Uid(Bound::Number(uid)) => call::Replace::uid(uid, mailbox, message).unwrap(),
                OldMessage::SeqNum(Bound::Number(seq)) =>
                    call::Replace::seq_num(seq, mailbox, message).unwrap(),
                last => panic!("{last:?}"),
            })
        }
        CommandBody::GenUrlAuth(urls) => call!(call::GenUrlAuth::new(urls.into_iter().next().unwrap().url)),
        CommandBody::UrlFetch(urls) => {
            let arg = urls.into_iter().next().unwrap();
            call!(match arg.params {
                Some(params) => call::UrlFetch::of(arg.url, params.as_slice().iter().cloned()).unwrap(),
                None => call::UrlFetch::new(arg.url),
            })
        }
        CommandBody::GetQuota(get) => call!(call::GetQuota::new(get.root).unwrap()),
        CommandBody::GetQuotaRoot(get) => call!(call::GetQuotaRoot::new(get.mailbox).unwrap()),
        CommandBody::SetQuota(set) => {
            let request = call::SetQuota::new(set.root).unwrap();
            call!(set.limits.into_iter().fold(request, |set, limit| set.limit(limit.resource, limit.limit)))
        }
        CommandBody::GetAcl(get) => call!(call::GetAcl::new(get.mailbox).unwrap()),
        CommandBody::MyRights(my) => call!(call::MyRights::new(my.mailbox).unwrap()),
        CommandBody::ListRights(list) => call!(call::ListRights::new(list.mailbox, list.identifier).unwrap()),
        CommandBody::SetAcl(set) => {
            call!(call::SetAcl::new(set.mailbox, set.identifier, set.rights).unwrap())
        }
        CommandBody::DeleteAcl(delete) => {
            call!(call::DeleteAcl::new(delete.mailbox, delete.identifier).unwrap())
        }
        CommandBody::GetMetadata(get) => {
            let request = call::GetMetadata::new(get.mailbox, get.entries).unwrap();
            call!(get.options.into_iter().fold(request, call::GetMetadata::option))
        }
        CommandBody::SetMetadata(set) => {
            let entry = set.entries.into_iter().next().unwrap();
            call!(call::SetMetadata::new(set.mailbox, entry.entry, entry.value).unwrap())
        }
        CommandBody::Notify(Notify::Set(set)) => {
            let request = call::Notify::new(set.groups().to_vec()).unwrap();
            call!(if set.status() { request.status() } else { request })
        }
        CommandBody::Language(language) => call!(call::Language::new(language.ranges)),
        CommandBody::Comparator(comparator) => call!(call::Comparator::new(comparator.orders)),
        body => {
            *is_typed = false;
            call!(body)
        }
    })
}

/// What tells of changes, whatever is in progress.
fn is_news(data: &Data<'_>) -> bool {
    matches!(
        data,
        Data::Status(_) | Data::Exists(_) | Data::Expunge(_) | Data::Vanished { .. } | Data::Recent(_)
    )
}

/// Runs the client's side of a session by calls, and gives the commands for which there is a call of their own.
fn run(lines: &[Line]) -> Vec<CommandBody<'static>> {
    let mut typed = Vec::new();
    let mut client = Client::new(Options::default());
    let (mut calls, mut unread): (Vec<(Box<dyn Offered>, bool)>, _) = (Vec::new(), Vec::new());
    for run in runs(lines) {
        if run[0].side == Side::Nobody {
            for line in run {
                let refused = send(&mut client, command(&refused_text(line))).map(drop);
                assert!(matches!(refused, Err(Misuse::Refused(_))), "{refused:?}");
            }
            continue;
        }
        if run[0].side == Side::Client {
            for line in run {
                if let (Some(message), true) = (&line.message, client.transmit().is_empty()) {
                    match told(message) {
                        Some(body) => {
                            let asks = body != CommandBody::Noop;
                            let (call, is_typed) = send(&mut client, body.clone()).unwrap();
                            typed.extend(Some(body).filter(|_| is_typed));
                            calls.push((call, asks));
                        }
                        None => client.idle_done().unwrap(),
                    }
                }
                let out = client.transmit();
                let len = line.bytes.len().min(out.len());
                assert_eq!(out[..len].escape_ascii().to_string(), line.bytes.escape_ascii().to_string());
                client.transmitted(len).unwrap();
            }
            continue;
        }
        unread.extend(run.iter().flat_map(|line| line.bytes.iter().copied()));
        let mut input = &unread[..];
        while let Some(event) = client.receive(&mut input).unwrap() {
            let upgrades = matches!(event, Event::UpgradeReady(_));
            let asks = calls.iter().any(|(_, asks)| *asks);
            let (mut left, mut done) = (Some(event), None);
            for (index, (call, _)) in calls.iter_mut().enumerate() {
                let Some(event) = left.take() else { break };
                match call.offer(&mut client, event) {
                    Offer::Done => done = Some(index),
                    Offer::Taken => {}
                    Offer::Other(event) => left = Some(event),
                }
            }
            match left {
                Some(Event::Data(data)) => assert!(!asks || is_news(&data), "nobody took {data:?}"),
                Some(Event::Greeting(_)) | None => {}
                Some(event) => panic!("nobody took {}", short(&event)),
            }
            if let Some(index) = done {
                drop(calls.remove(index));
            }
            if upgrades {
                client.upgraded().unwrap();
            }
        }
        unread = input.to_vec();
    }
    assert!(calls.is_empty(), "{} calls have not ended", calls.len());
    typed
}

#[test]
fn what_is_marked_with_call_is_done_by_calls() {
    let register = register();
    each(|name, lines| {
        if register[name][5] != "call" {
            return;
        }
        let typed: Vec<_> = run(lines).iter().map(|body| body.name().to_string()).collect();
        let own = match (name, register[name][2].strip_prefix("tag ")) {
            // These have commands without data as their examples.
            ("IMAP4rev1", _) => "SEARCH".to_string(),
            ("URLAUTH", _) => "GENURLAUTH".to_string(),
            ("LITERAL-", _) => "APPEND".to_string(),
            (_, Some(example)) => {
                let example = example.replace("\\r\\n", "\r\n").replace("\\0", "\0");
                command(&example).name().to_string()
            }
            // It adds no command, and calls of others heed it.
            (_, None) => return assert_ne!(typed, [""; 0]),
        };
        assert!(typed.contains(&own), "{own} has no call of its own: {typed:?}");
    });
}

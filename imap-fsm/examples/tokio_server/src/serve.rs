//! What a connection's client is served: an event comes in, and what answers it goes to the machine.
//!
//! [`Service::handle`] takes what the client did, [`Service::go_on`] says what is to be said, as much as there is room for.
//! Between the two stands what is left to say: `work`, and behind it the `end` of the command.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;
use std::time::Instant;

use imap_fsm::server::{AppendEnd, CommandId, Event};
use imap_fsm::session::{Effect, Open};
use imap_fsm::types::append::{AppendMessageTail, AppendTail};
use imap_fsm::types::atom::Tag;
use imap_fsm::types::capability::Capability;
use imap_fsm::types::code::Code;
use imap_fsm::types::command::CommandBody;
use imap_fsm::types::compress::CompressionAlgorithm;
use imap_fsm::types::id::IdFields;
use imap_fsm::types::list::List;
use imap_fsm::types::namespace::{Namespace, Namespaces};
use imap_fsm::types::rename::Rename;
use imap_fsm::types::response::{Condition, Data, Status, StatusKind};
use imap_fsm::types::search::Search;
use imap_fsm::types::store::Store;
use imap_fsm::types::string::AString;
use imap_fsm::{Misuse, Server, Session};
use tokio::sync::watch;
use tokio::task::block_in_place;

use crate::answer::{Answer, End, Outcome, Work, ok};
use crate::appending::Appending;
use crate::fetch_work::Next;
use crate::limit;
use crate::lines::{Refusal, bad, no, resp_text, told};
use crate::list::delimiter;
use crate::mode::Mode;
use crate::notify::Notified;
use crate::reach::OTHERS;
use crate::service::Service;
use crate::turn::Turn;
use crate::view::View;

/// How much output may wait before no more is made.
pub(crate) const OUTPUT: usize = 32 << 10;

impl Service {
    /// Greets, and knows the client already if `--preauth` says so.
    pub(crate) fn greet(&mut self, server: &mut Server) -> Result<(), Misuse> {
        self.user = self.config.preauth.as_ref().and_then(|name| self.store.user(name)).cloned();
        let kind = if self.user.is_some() { StatusKind::PreAuth } else { StatusKind::Ok };
        let code = Code::Capability(self.capabilities(server.session()));
        server.greet(&Status { kind, text: resp_text(Some(code), "ready") })
    }

    /// Takes what the client did.
    pub(crate) fn handle(&mut self, server: &mut Server, event: Event<'_>) -> Result<(), Misuse> {
        self.mode = Mode::of(server.session());
        match event {
            Event::Command { id, command } => self.command(server, id, &command.tag, &command.body),
            Event::LiteralAnnounced(asked) => match self.may_append(&asked.head, asked.literal, false) {
                Ok(()) => server.accept_literal(asked.id),
                Err(why) => self.refuse_append(server, asked.id, why),
            },
            Event::LiteralHead(begun) => match self.may_append(&begun.head, begun.literal, true) {
                Ok(()) => Ok(()),
                Err(why) => self.refuse_append(server, begun.id, why),
            },
            Event::LiteralData(octets) => {
                self.appending.take(octets);
                Ok(())
            }
            Event::LiteralTail(AppendEnd { id, tail, .. }) => {
                let AppendTail { mailbox, replaces, messages } = tail;
                let outcome = block_in_place(|| match replaces {
                    None => self.append(&mailbox, messages),
                    Some(old) => self.replace(old, &mailbox, messages),
                });
                self.end_with(id, outcome.unwrap_or_else(Answer::from), None);
                Ok(())
            }
            Event::Response { id, data } => self.go_on_with_login(server, id, data.declassify().as_bytes()),
            Event::IdleDone { id } => {
                self.idling = false;
                self.end_with(id, ok("no longer idle"), None);
                Ok(())
            }
            Event::Cancelled { .. } => {
                (self.idling, self.login) = (false, None);
                Ok(())
            }
            // The machine has answered already.
            _ => {
                self.appending = Appending::default();
                Ok(())
            }
        }
    }

    fn refuse_append(&mut self, server: &mut Server, id: CommandId, why: Refusal) -> Result<(), Misuse> {
        self.appending = Appending::default();
        server.refuse_literal(id, why.condition, self.language.say(resp_text(why.code, why.text)))
    }

    fn command(
        &mut self,
        server: &mut Server,
        id: CommandId,
        tag: &Tag<'_>,
        body: &CommandBody<'_>,
    ) -> Result<(), Misuse> {
        let effect = Effect::of(body);
        let knew_mod_seqs = self.mode.cond_store;
        self.mode.cond_store |= matches!(
            effect,
            Effect::Asks { cond_store: true, .. } | Effect::Open(Open { cond_store: true, .. })
        );
        let outcome = match body {
            CommandBody::Idle => {
                self.idling = true;
                let text = self.language.say(resp_text(None, "idling"));
                return server.idle(id, text.text().clone());
            }
            CommandBody::Authenticate { mechanism, initial_response } => {
                let first = initial_response.as_ref().map(|response| response.declassify().as_bytes());
                return self.authenticate(server, id, mechanism, first);
            }
            CommandBody::Login { user, password } => {
                self.log_in(server, id, &user.to_str_lossy(), &password.declassify().to_str_lossy());
                return Ok(());
            }
            _ if is_short(body) => self.answer(server, tag, body),
            // Mailboxes, messages and what the client says of them can be many.
            _ => block_in_place(|| self.answer(server, tag, body)),
        };
        if outcome.is_ok() {
            self.knows(body);
        }
        let answer = outcome.unwrap_or_else(Answer::from);
        // Who asks for mod-sequences hears once where the open mailbox stands (RFC 7162 §3.1).
        let asks = matches!(effect, Effect::Asks { cond_store: true, .. });
        let begins = asks && !knew_mod_seqs && answer.condition == Condition::Ok;
        let highest = self.view.as_ref().filter(|_| begins).and_then(View::highest_mod_seq);
        if let Some(highest) = highest.map(Code::HighestModSeq) {
            let told = self.language.say_data(told(highest, "the highest mod-sequence"));
            server.respond(&told)?;
        }
        self.end_with(id, answer, None);
        Ok(())
    }

    fn answer(&mut self, server: &Server, tag: &Tag<'_>, body: &CommandBody<'_>) -> Outcome {
        use CommandBody as C;
        let session = server.session();
        match body {
            C::Capability => Ok(ok("that is all").with(vec![Data::Capability(self.capabilities(session))])),
            C::Noop | C::Check => Ok(ok("done")),
            C::Logout => Ok(ok("good bye")),
            C::Id(_) => Ok(ok("nice to meet you").with(vec![id()])),
            C::StartTls => Ok(ok("begin TLS now")),
            C::Compress(algorithm) => self.compress(algorithm),
            C::Unauthenticate => Ok(self.unauthenticate(session)),
            C::Enable(capabilities) => Ok(self.enable(capabilities)),
            C::Namespace => Ok(ok("done").with(vec![namespaces()])),
            C::Create { mailbox, params } => self.create(mailbox, params),
            C::Delete { mailbox } => self.delete(mailbox),
            C::Rename(Rename { from, to, .. }) => self.rename(from, to),
            C::Subscribe { mailbox } => self.subscribe(mailbox),
            C::Unsubscribe { mailbox } => self.unsubscribe(mailbox),
            C::Status { mailbox, items } => self.status(mailbox, items),
            C::List(List { selection, reference, patterns, returns }) => {
                self.list(selection.as_ref(), reference, patterns, returns.as_deref())
            }
            C::Lsub { reference, pattern } => self.lsub(reference, pattern),
            C::Append { mailbox, messages } => {
                self.append(mailbox, messages.iter().cloned().map(AppendMessageTail::from).collect())
            }
            C::Notify(notify) => self.notify(notify),
            C::GenUrlAuth(urls) => self.gen_url_auth(urls),
            C::UrlFetch(urls) => self.url_fetch(urls),
            C::ResetKey(reset) => self.reset_key(reset),
            C::Replace(replace) => {
                self.replace(replace.old, &replace.mailbox, vec![replace.message.clone().into()])
            }
            C::Select { mailbox, params } => self.select(mailbox, params, false),
            C::Examine { mailbox, params } => self.select(mailbox, params, true),
            C::Close => self.close(),
            C::Unselect => {
                self.view = None;
                Ok(ok("closed"))
            }
            C::Expunge => self.expunge(None),
            C::UidExpunge { uids } => self.expunge(Some(uids)),
            C::Search(Search { numbering, returns, charset, keys }) => {
                self.search(tag, *numbering, returns.as_deref(), charset.as_ref(), keys)
            }
            C::Fetch(fetch) => self.fetch(fetch),
            C::Store(Store { messages, modifiers, att }) => self.store_flags(messages, modifiers, att),
            C::Copy { messages, mailbox } => self.copy(messages, mailbox),
            C::Move { messages, mailbox } => self.move_(messages, mailbox),
            C::SetAcl(set) => self.set_acl(set),
            C::DeleteAcl(delete) => self.delete_acl(delete),
            C::GetAcl(get) => self.get_acl(get),
            C::ListRights(list) => self.list_rights(list),
            C::MyRights(my) => self.my_rights(my),
            C::GetQuota(get) => self.get_quota(&get.root),
            C::GetQuotaRoot(get) => self.get_quota_root(&get.mailbox),
            C::SetQuota(set) => self.set_quota(set),
            C::Language(wanted) => self.speak(wanted),
            C::Comparator(wanted) => self.compare_by(wanted),
            C::GetMetadata(get) => self.get_metadata(get),
            C::SetMetadata(set) => self.set_metadata(set),
            C::Sort(sort) => self.sort(tag, sort),
            C::Thread(thread) => self.thread(tag, thread),
            C::CancelUpdate(cancel) => self.cancel_update(cancel),
            C::ESearch(search) => self.multi_search(tag, search),
            C::UidBatches(batches) => self.uid_batches(tag, batches),
            C::Idle | C::Authenticate { .. } | C::Login { .. } | C::Other(_) => Err(bad("not here")),
            // Of extensions that it does not offer.
            C::Conversions(_)
            | C::Convert(_)
            | C::RList(_)
            | C::RLsub(_)
            | C::XList(_)
            | C::GetAnnotation(_)
            | C::SetAnnotation(_)
            | C::XApplePushService(_)
            | C::GetJmapAccess => Err(bad("not here")),
        }
    }

    /// From now on there is time to work.
    pub(crate) fn begin_turn(&mut self) {
        (self.turn, self.paused) = (Turn::new(), false);
    }

    /// Says what there is to say, until enough output waits or the turn is over.
    pub(crate) fn go_on(&mut self, server: &mut Server) -> Result<(), Misuse> {
        while server.transmit().len() <= OUTPUT && !self.paused {
            if let Some(sending) = &mut self.sending {
                if !sending.go_on(server)? {
                    continue;
                }
                self.sending = None;
            }
            if self.say_next(server)? {
                self.paused |= self.turn.is_over();
                continue;
            }
            let Some(end) = &mut self.end else {
                if self.say_news(server)? {
                    continue;
                }
                return Ok(());
            };
            if end.at.is_some_and(|at| at > Instant::now()) {
                return Ok(());
            }
            if !std::mem::replace(&mut end.told_news, true) && self.say_news(server)? {
                continue;
            }
            if let Some(End { id, condition, text, .. }) = self.end.take() {
                server.complete(id, condition, self.language.say(text))?;
                self.paused |= self.turn.is_over();
                return Ok(());
            }
        }
        Ok(())
    }

    /// Says one piece of data. `false`: there is none.
    fn say_next(&mut self, server: &mut Server) -> Result<bool, Misuse> {
        match &mut self.work {
            Work::Data(data) => match data.next() {
                // What may not be said now is never made: see `View::news`.
                Some(data) => server.respond(&self.language.say_data(data)).map(|_delivery| true),
                None => match self.new.pop_front() {
                    Some(new) => {
                        self.work = Work::Fetch(Box::new(new));
                        Ok(true)
                    }
                    None => Ok(false),
                },
            },
            Work::Fetch(work) => {
                let Some(view) = &mut self.view else { return Ok(false) };
                let next = match work.is_long(view) {
                    true => block_in_place(|| work.say_next(view, self.mode, server))?,
                    false => work.say_next(view, self.mode, server)?,
                };
                match next {
                    Next::Said => {}
                    Next::Begun(sending) => self.sending = Some(sending),
                    Next::Done(failed) => {
                        self.work = Work::default();
                        failed.map_or(Ok(()), |failed| self.fail(server, failed))?;
                    }
                }
                Ok(true)
            }
            Work::Urls(urls) => match urls.next() {
                Some(url) => server.respond(&self.url_fetched(url)).map(|_delivery| true),
                None => {
                    self.work = Work::default();
                    Ok(true)
                }
            },
            Work::List(work) => {
                match work.go_on(self.mode) {
                    Some(data) => data.iter().try_for_each(|data| server.respond(data).map(drop))?,
                    None => self.work = Work::default(),
                }
                Ok(true)
            }
            Work::Lsub(work) => {
                if let Some(data) = work.go_on(self.mode) {
                    self.work = data.into();
                }
                Ok(true)
            }
            Work::Search(work) => {
                // One message can be long, and the keys many: others go on meanwhile.
                let turn = &mut self.turn;
                if !block_in_place(|| work.go_on(turn)) {
                    self.paused = true;
                    let progress = work.progress(self.config.progress);
                    progress.iter().try_for_each(|data| server.respond(data).map(drop))?;
                } else if let Some(failed) = work.failed() {
                    self.work = Work::default();
                    self.fail(server, failed)?;
                } else if let Work::Search(work) = std::mem::take(&mut self.work) {
                    self.work = block_in_place(|| self.end_search(work));
                }
                Ok(true)
            }
        }
    }

    /// The command in progress fails although it has begun.
    fn fail(&mut self, server: &mut Server, why: Refusal) -> Result<(), Misuse> {
        let Some(end) = &mut self.end else { return Ok(()) };
        if let Some(code @ Code::MessageLimit(_)) = end.text.code() {
            let told = self.language.say_data(limit::untagged(code.clone()));
            let _ = server.respond(&told)?;
        }
        end.condition = why.condition;
        end.text = resp_text(why.code, why.text);
        Ok(())
    }

    /// Finds out what has happened, to be said next: at the end of a command, in IDLE and after NOTIFY.
    fn say_news(&mut self, server: &mut Server) -> Result<bool, Misuse> {
        let ends = self.end.is_some();
        if !ends && !self.tells_at_once() {
            return Ok(false);
        }
        let (mut news, may_expunge) = (self.news_of_others(), server.may_expunge());
        news.extend(self.metadata_news());
        if let Some(view) = self.view.as_mut().filter(|view| ends || view.has_news(may_expunge)) {
            let before = view.exists() as usize;
            let told = view.news(self.mode, may_expunge);
            let gone = told.iter().map(gone).sum::<usize>();
            let new = (view.exists() as usize).saturating_sub(before.saturating_sub(gone));
            news.extend(view.url_mech());
            news.extend(told);
            self.new = self.items_of_new(new);
        }
        let some = !news.is_empty();
        self.work = news.into();
        Ok(some)
    }

    /// Waits for changes that can be told at once.
    pub(crate) async fn changed(&mut self) {
        let at_once = self.tells_at_once();
        let mailbox = self.view.as_mut().map(|view| &mut view.changes);
        let metadata = self.heard.as_mut().map(|heard| &mut heard.news);
        let others = self.notified.iter_mut().flat_map(Notified::changes);
        let sources = mailbox.into_iter().chain(metadata).chain(others);
        let mut sources: Vec<_> = sources.filter(|_| at_once).map(changed).collect();
        poll_fn(|cx| match sources.iter_mut().any(|source| source.as_mut().poll(cx).is_ready()) {
            true => Poll::Ready(()),
            false => Poll::Pending,
        })
        .await
    }

    /// When to go on, if something is put off.
    pub(crate) fn wakes_at(&self) -> Option<Instant> {
        if self.paused {
            return Some(Instant::now());
        }
        self.end.as_ref()?.at
    }

    /// What changes what we say. The machine takes note of it, and [`Mode`] asks the machine.
    fn enable(&mut self, wanted: &[Capability<'_>]) -> Answer {
        const ALL: [Capability<'static>; 6] = [
            Capability::CondStore,
            Capability::QResync,
            Capability::Imap4Rev2,
            Capability::Utf8Accept,
            Capability::Metadata,
            Capability::UidOnly,
        ];
        let enabled: Vec<_> = ALL.into_iter().filter(|capability| wanted.contains(capability)).collect();
        if enabled.contains(&Capability::Metadata) && self.heard.is_none() {
            self.heard = Some(self.store.changes.subscribe());
        }
        ok("enabled").with(vec![Data::Enabled(enabled)])
    }

    /// Forgets everything that the client has said (RFC 8437 §3).
    fn unauthenticate(&mut self, session: &Session) -> Answer {
        *self = Self::new(self.config.clone(), self.store.clone());
        ok("you are nobody now").code(Code::Capability(self.capabilities(session)))
    }

    fn compress(&mut self, algorithm: &CompressionAlgorithm<'_>) -> Outcome {
        match algorithm {
            _ if self.compressed => Err(no(Code::CompressionActive, "that is done already")),
            CompressionAlgorithm::Deflate => {
                self.compressed = true;
                Ok(ok("begin DEFLATE now"))
            }
            CompressionAlgorithm::Other(_) => Err(bad("only DEFLATE")),
        }
    }
}

/// Whether the command takes the same little time, whatever there is.
const fn is_short(command: &CommandBody<'_>) -> bool {
    use CommandBody as C;
    matches!(
        command,
        C::Capability
            | C::Noop
            | C::Check
            | C::Logout
            | C::Id(_)
            | C::StartTls
            | C::Compress(_)
            | C::Unauthenticate
            | C::Enable(_)
            | C::Namespace
            | C::Unselect
            | C::MyRights(_)
    )
}

/// Waits for changes of one thing.
fn changed(news: &mut watch::Receiver<()>) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
    Box::pin(async { drop(news.changed().await) })
}

/// How many messages go with this.
fn gone(data: &Data<'_>) -> usize {
    match data {
        Data::Expunge(_) => 1,
        Data::Vanished { earlier: false, uids } => usize::try_from(uids.count()).unwrap_or(usize::MAX),
        _ => 0,
    }
}

fn id() -> Data<'static> {
    let fields = [("name", Some("imap-fsm tokio_server")), ("version", Some(env!("CARGO_PKG_VERSION")))];
    Data::Id(IdFields::new(fields).ok())
}

fn namespaces() -> Data<'static> {
    let namespace = |prefix: &'static str| {
        let prefix = AString::try_from(prefix).expect("no NUL");
        vec![Namespace { prefix, delimiter: Some(delimiter()), extensions: Vec::new() }]
    };
    let namespaces =
        Namespaces { personal: namespace(""), other_users: namespace(OTHERS), ..Namespaces::default() };
    Data::Namespace(Box::new(namespaces))
}

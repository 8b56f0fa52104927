//! What the server of the tests answers.

use std::collections::VecDeque;
use std::num::NonZeroU32;

use imap_fsm::server::{CommandId, Event, Server, Upgrade};
use imap_fsm::types::IntoBoundedStatic;
use imap_fsm::types::auth::AuthMechanism;
use imap_fsm::types::code::Code;
use imap_fsm::types::command::{Command, CommandBody};
use imap_fsm::types::datetime::{Date, DateTime};
use imap_fsm::types::envelope::{Address, AddressField, Envelope};
use imap_fsm::types::fetch::{FetchAtt, FetchItems, MsgAtt, MsgAttHead};
use imap_fsm::types::flag::{FetchFlags, Flags};
use imap_fsm::types::list::{Delimiter, List, ListPatterns, MailboxAttribute, MailboxList, ReturnOption};
use imap_fsm::types::mailbox::Mailbox;
use imap_fsm::types::nonempty::NonEmpty;
use imap_fsm::types::number::{Number64, Numbering, SeqNum, Uid};
use imap_fsm::types::response::{Condition, Data, RespText, Status, StatusKind};
use imap_fsm::types::search::{ESearch, Search, SearchKey, SearchNumbers, SearchReturnData};
use imap_fsm::types::section::Section;
use imap_fsm::types::sequence::MessageSet;
use imap_fsm::types::status::{MailboxStatus, StatusAttVal};
use imap_fsm::types::string::AString;
use imap_fsm::types::text::Text;
use imap_fsm::{Misuse, sasl};

use scram::{Keys, Verifier};

use crate::{Message, News, Result, Script};

/// One connection's.
pub(crate) struct Store {
    pub(crate) server: Server,
    /// What begins when all has been written.
    pub(crate) upgrade: Option<Upgrade>,
    script: Script,
    answers: VecDeque<Answer>,
    verifier: Option<Verifier>,
    proven: bool,
}

enum Answer {
    Data(Data<'static>),
    /// A text that need not fit into the output.
    Text {
        seq: SeqNum,
        items: Vec<MsgAtt<'static>>,
        text: Vec<u8>,
        /// How much has gone, once it has begun.
        sent: Option<usize>,
    },
    End(CommandId, Condition, RespText<'static>),
}

fn text(code: Option<Code<'static>>, text: &'static str) -> Result<RespText<'static>> {
    Ok(RespText::new(code, Text::try_from(text)?)?)
}

impl Store {
    pub(crate) fn new(mut server: Server, script: Script) -> Result<Self> {
        let text = text(Some(Code::Capability(script.capabilities.clone())), "Hello")?;
        server.greet(&Status { kind: StatusKind::Ok, text })?;
        let answers = VecDeque::new();
        Ok(Self { server, upgrade: None, script, answers, verifier: None, proven: false })
    }

    pub(crate) fn hear(&mut self, event: Event<'_>) -> Result<()> {
        match event {
            Event::Command { id, command: Command { tag, body } } => {
                let said = match &body {
                    CommandBody::Authenticate { mechanism, initial_response } => {
                        let initial = if initial_response.is_some() { " with SASL-IR" } else { "" };
                        format!("AUTHENTICATE {mechanism}{initial}")
                    }
                    body => body.name().into_owned(),
                };
                self.script.log.lock().unwrap().push(said);
                let tag = AString::try_from(tag.as_str())?.into_static();
                self.command(id, tag, body)
            }
            Event::Response { id, .. } if self.proven => self.end(id, Condition::Ok, "welcome"),
            Event::Response { id, data } => self.authenticate(id, data.declassify().as_bytes()),
            Event::LiteralTail(end) => self.end(end.id, Condition::No, "not here"),
            Event::IdleDone { id } => self.end(id, Condition::Ok, "no longer idle"),
            _ => Ok(()),
        }
    }

    /// Says as much as the output takes.
    pub(crate) fn answer(&mut self) -> Result<()> {
        while let Some(answer) = self.answers.front_mut() {
            let said = match answer {
                Answer::Data(data) => self.server.respond(data).map(|_| true),
                Answer::Text { seq, items, text, sent: sent @ None } => {
                    let att = MsgAttHead::body(Section::default());
                    let begun = self.server.fetch(*seq, items, &att, text.len() as u64);
                    begun.map(|()| *sent = Some(0)).map(|()| false)
                }
                Answer::Text { text, sent: Some(sent), .. } => match self.server.fetch_data(&text[*sent..]) {
                    Ok(n) => {
                        *sent += n;
                        if *sent < text.len() {
                            return Ok(());
                        }
                        self.server.fetch_finish().map(|()| true)
                    }
                    Err(misuse) => Err(misuse),
                },
                Answer::End(id, condition, text) => {
                    self.server.complete(*id, *condition, text.clone()).map(|()| true)
                }
            };
            match said {
                Ok(true) => drop(self.answers.pop_front()),
                Ok(false) => {}
                Err(Misuse::OutputFull { .. }) => return Ok(()),
                Err(misuse) => return Err(misuse.into()),
            }
        }
        Ok(())
    }

    fn say(&mut self, data: Data<'static>) {
        self.answers.push_back(Answer::Data(data));
    }

    fn end(&mut self, id: CommandId, condition: Condition, said: &'static str) -> Result<()> {
        self.answers.push_back(Answer::End(id, condition, text(None, said)?));
        Ok(())
    }

    fn command(&mut self, id: CommandId, tag: AString<'static>, body: CommandBody<'_>) -> Result<()> {
        let done = match body {
            CommandBody::Authenticate { mechanism, initial_response } => {
                self.verifier = match mechanism {
                    AuthMechanism::ScramSha256 => Some(Verifier::new(Keys::new("alice", "secret"))?),
                    _ => None,
                };
                return match initial_response {
                    Some(message) => self.authenticate(id, message.declassify().as_bytes()),
                    None => Ok(self.server.challenge(id, b"")?),
                };
            }
            CommandBody::Login { user, password } => {
                return self.welcome(id, user == "alice" && *password.declassify() == "secret");
            }
            CommandBody::StartTls => {
                self.upgrade = Some(Upgrade::Tls);
                true
            }
            CommandBody::Compress(_) => {
                self.upgrade = Some(Upgrade::Compression);
                true
            }
            CommandBody::Capability => {
                self.say(Data::Capability(self.script.capabilities.clone()));
                true
            }
            CommandBody::Enable(list) => {
                self.say(Data::Enabled(list.into_static().into_vec()));
                true
            }
            CommandBody::List(List { patterns, returns, .. }) => {
                self.list(&patterns, returns.unwrap_or_default())?
            }
            CommandBody::Status { mailbox, .. } => self.status(&mailbox)?,
            CommandBody::Examine { mailbox, .. } => self.examine(&mailbox)?,
            CommandBody::Search(Search { keys, returns, .. }) => self.search(&keys, returns.map(|_| tag))?,
            CommandBody::Fetch(fetch) => match &fetch.items {
                FetchItems::Atts(items) => self.fetch(fetch.messages(), items)?,
                FetchItems::Macro(_) => false,
            },
            CommandBody::Idle => {
                self.server.idle(id, Text::try_from("idling")?)?;
                return self.tell_news();
            }
            CommandBody::Noop => {
                self.tell_news()?;
                true
            }
            CommandBody::Logout => true,
            _ => false,
        };
        match done {
            true => self.end(id, Condition::Ok, "done"),
            false => self.end(id, Condition::No, "not here"),
        }
    }

    fn authenticate(&mut self, id: CommandId, message: &[u8]) -> Result<()> {
        let Some(verifier) = &mut self.verifier else {
            let plain = sasl::read_plain(message)?;
            return self.welcome(id, plain.authcid == "alice" && *plain.password.declassify() == "secret");
        };
        let (challenge, user) = verifier.answer(message)?;
        self.proven = user.is_some();
        match message.starts_with(b"c=") && !self.proven {
            true => self.welcome(id, false),
            false => Ok(self.server.challenge(id, &challenge)?),
        }
    }

    fn welcome(&mut self, id: CommandId, known: bool) -> Result<()> {
        match known {
            true => self.end(id, Condition::Ok, "welcome"),
            false => {
                let text = text(Some(Code::AuthenticationFailed), "wrong name or password")?;
                self.answers.push_back(Answer::End(id, Condition::No, text));
                Ok(())
            }
        }
    }

    fn list(&mut self, patterns: &ListPatterns<'_>, returns: Vec<ReturnOption<'_>>) -> Result<bool> {
        let slash = Delimiter::try_from(b'/')?;
        let patterns = match patterns {
            ListPatterns::One(pattern) => std::slice::from_ref(pattern),
            ListPatterns::AnyOf(patterns) => patterns,
        };
        let counts = returns.iter().any(|option| matches!(option, ReturnOption::Status(_)));
        for (name, attribute) in self.script.mailboxes.clone() {
            let mailbox = Mailbox::try_from(name)?;
            if !patterns.iter().any(|pattern| pattern.matches(&mailbox, Some(slash))) {
                continue;
            }
            let mut list = MailboxList::new(mailbox, Some(slash));
            list.insert(attribute);
            self.say(Data::List(list));
            if counts {
                let _ = self.status(&Mailbox::try_from(name)?)?;
            }
        }
        Ok(true)
    }

    fn status(&mut self, mailbox: &Mailbox<'_>) -> Result<bool> {
        let mut known = self.script.mailboxes.iter();
        let selectable =
            known.any(|(name, attribute)| mailbox == name && *attribute != MailboxAttribute::NoSelect);
        if selectable {
            let count = u32::try_from(self.script.messages.len())?;
            let items = vec![StatusAttVal::Messages(count), StatusAttVal::Unseen(1)];
            self.say(Data::MailboxStatus(MailboxStatus { mailbox: mailbox.clone().into_static(), items }));
        }
        Ok(selectable)
    }

    fn examine(&mut self, mailbox: &Mailbox<'_>) -> Result<bool> {
        if !self.script.mailboxes.iter().any(|(name, _)| mailbox == name) {
            return Ok(false);
        }
        self.say(Data::Exists(u32::try_from(self.script.messages.len())?));
        let next = self.script.messages.last().map_or(1, |last| last.uid + 1);
        let code = Code::UidNext(NonZeroU32::new(next).ok_or("no UID")?);
        self.say(Data::Status(Status { kind: StatusKind::Ok, text: text(Some(code), "next")? }));
        Ok(true)
    }

    fn search(&mut self, keys: &[SearchKey<'_>], tag: Option<AString<'static>>) -> Result<bool> {
        let last = Uid::try_from(self.script.messages.last().map_or(1, |last| last.uid))?;
        let matches = |message: &&Message| match keys {
            [SearchKey::Text(wanted)] => {
                String::from_utf8_lossy(&message.text).contains(&*wanted.to_str_lossy())
            }
            [SearchKey::Uid(set)] => Uid::try_from(message.uid).is_ok_and(|uid| set.contains(uid, last)),
            _ => false,
        };
        let found = self.script.messages.iter().filter(matches);
        let found: Vec<_> = found.filter_map(|message| NonZeroU32::new(message.uid)).collect();
        self.say(match tag {
            Some(_) => {
                // Nothing is found: nothing is told.
                let data = (&found[..]).try_into().into_iter().map(SearchReturnData::All).collect();
                Data::ESearch(Box::new(ESearch::new(tag, Numbering::Uid, data)))
            }
            None => Data::Search(SearchNumbers::new(found, None)?),
        });
        Ok(true)
    }

    fn fetch(&mut self, messages: &MessageSet, wanted: &[FetchAtt<'_>]) -> Result<bool> {
        let (count, last) =
            (self.script.messages.len(), self.script.messages.last().map_or(1, |last| last.uid));
        for (seq, message) in (1..).zip(&self.script.messages) {
            let asked = match messages {
                MessageSet::SeqNums(set) => set.contains(seq.try_into()?, u32::try_from(count)?.try_into()?),
                MessageSet::Uids(set) => set.contains(message.uid.try_into()?, last.try_into()?),
            };
            if !asked {
                continue;
            }
            let items =
                wanted.iter().filter_map(|att| item(att, message).transpose()).collect::<Result<Vec<_>>>()?;
            let seq = SeqNum::try_from(seq)?;
            self.answers.push_back(match wanted.iter().any(|att| matches!(att, FetchAtt::BodySection(_))) {
                true => Answer::Text { seq, items, text: message.text.clone(), sent: None },
                false => Answer::Data(Data::Fetch { seq, items: NonEmpty::try_from(items)? }),
            });
        }
        Ok(true)
    }

    fn tell_news(&mut self) -> Result<()> {
        while let Some(news) = self.script.news.pop_front() {
            match news {
                News::Comes(message) => {
                    self.script.messages.push(message);
                    self.say(Data::Exists(u32::try_from(self.script.messages.len())?));
                    return Ok(());
                }
                News::Goes(number) => {
                    drop(self.script.messages.remove(number as usize - 1));
                    self.say(Data::Expunge(number.try_into()?));
                }
                News::Flagged(number, flag) => {
                    let item = MsgAtt::Flags(FetchFlags::from(Flags::from([flag])));
                    self.say(Data::Fetch { seq: number.try_into()?, items: NonEmpty::one(item) });
                }
                News::Pause => return Ok(()),
                News::Bye(why) => {
                    self.say(Data::Status(Status { kind: StatusKind::Bye, text: text(None, why)? }));
                    return Ok(());
                }
            }
        }
        Ok(())
    }
}

/// The item that was asked for, but no text.
fn item(att: &FetchAtt<'_>, message: &Message) -> Result<Option<MsgAtt<'static>>> {
    Ok(Some(match att {
        FetchAtt::Uid => MsgAtt::Uid(Uid::try_from(message.uid)?),
        FetchAtt::InternalDate => MsgAtt::InternalDate(DateTime::new(Date::new(2026, 11, 23)?, 8, 5, 0, 60)?),
        FetchAtt::Rfc822Size => MsgAtt::Rfc822Size(Number64::try_from(message.text.len() as u64)?),
        FetchAtt::Flags => {
            MsgAtt::Flags(FetchFlags::from(message.flags.iter().cloned().collect::<Flags<'_>>()))
        }
        FetchAtt::Envelope => {
            let mut envelope = Envelope::default();
            envelope.subject = Some(message.subject.try_into()?);
            let (name, mailbox) = message.from;
            let name = if name.is_empty() { None } else { Some(name.try_into()?) };
            let (mailbox, host) = (Some(mailbox.try_into()?), Some("example.org".try_into()?));
            envelope.push(AddressField::From, Address { name, adl: None, mailbox, host });
            MsgAtt::Envelope(Box::new(envelope))
        }
        _ => return Ok(None),
    }))
}

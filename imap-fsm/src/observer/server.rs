//! What a server's bytes are.

use imap_codec::{DecodeError, Frame, challenge, is_blank_line};
use imap_types::IntoBoundedStatic;
use imap_types::atom::Tag;
use imap_types::response::{Condition, Continue, Data, RespText, Response, StatusKind, Tagged};
use imap_types::trusted::FromWire;

use super::{Ask, Dialogue, FromServer, Observed, Observer};
use crate::client::Upgrade;
use crate::client::answer::{condition, legible, split};
use crate::error::PeerError;
use crate::head::DataTail;
use crate::session::State;

impl Observer {
    pub(super) fn next_of_server<'i>(
        &mut self,
        input: &mut &'i [u8],
    ) -> Result<Option<Observed<'i, FromServer<'i>>>, PeerError> {
        if self.upgrade.is_some() {
            return Ok(None);
        }
        let Some(frame) = self.server.framer().next(input)? else { return Ok(None) };
        let (raw, message) = match frame {
            Frame::Message(raw) if is_blank_line(raw) => (raw, FromServer::Blank),
            Frame::Message(raw) => (raw, self.server_message(raw)?),
            Frame::Head { bytes, literal } | Frame::Oversized { bytes, literal } => {
                let head = self.server.data_head(bytes, literal, self.session.is_utf8());
                (bytes, FromServer::LiteralHead { head, literal })
            }
            Frame::Data(octets) => (octets, FromServer::LiteralData(octets)),
            Frame::Tail(raw) => (raw, self.server_tail(raw)),
            // Of commands only.
            Frame::Announced { .. } => return Ok(None),
        };
        if self.session.state() == State::Greeting && message != FromServer::Blank {
            return Err(PeerError::Greeting);
        }
        if self.upgrade == Some(Upgrade::Tls) && !input.is_empty() {
            return Err(PeerError::PlaintextAfterStartTls);
        }
        Ok(Some(Observed { raw, given: 0, message }))
    }

    fn server_message<'i>(&mut self, raw: &'i [u8]) -> Result<FromServer<'i>, PeerError> {
        Ok(match self.server.response(raw, self.session.is_utf8()) {
            Ok(Response::Data(data)) => self.data(data),
            Ok(Response::Tagged(tagged)) => match self.complete(&tagged)? {
                true => FromServer::Completed { tagged, upgrade: self.upgrade },
                false => FromServer::StrayCompletion(tagged),
            },
            Ok(Response::Continue(request)) => self.continued(request),
            Err(error) => self.server_malformed(raw, error)?,
        })
    }

    fn data<'i>(&mut self, data: Data<'i>) -> FromServer<'i> {
        let greets = self.session.state() == State::Greeting;
        self.session.apply(&data);
        match data {
            Data::Status(status) if status.kind == StatusKind::Bye => FromServer::Bye(status.text),
            Data::Status(status) if greets => FromServer::Greeting(status),
            data => {
                if let Data::Status(status) = &data {
                    if status.kind == StatusKind::Bad {
                        self.refuse_untagged();
                    }
                }
                FromServer::Data(data)
            }
        }
    }

    /// A server that cannot read a tag answers without it.
    fn refuse_untagged(&mut self) {
        if let Some(coming) = self.coming.as_mut().filter(|coming| coming.tag.is_none()) {
            coming.refuse();
        }
    }

    /// A command ends. `false`: there is none with this tag.
    pub(super) fn complete(&mut self, tagged: &Tagged<'_>) -> Result<bool, PeerError> {
        let ok = tagged.condition == Condition::Ok;
        let index = self.flights.iter().position(|flight| same(&flight.tag, &tagged.tag));
        if let Some(flight) = index.and_then(|index| self.flights.remove(index)) {
            match flight.dialogue {
                Dialogue::Upgrade(Upgrade::Tls) if ok && self.early => {
                    return Err(PeerError::PlaintextAfterStartTls);
                }
                Dialogue::Upgrade(upgrade) if ok => self.upgrade = Some(upgrade),
                // The client may have said it already.
                Dialogue::Idle | Dialogue::Idling => self.late_done = Some(flight.tag),
                Dialogue::Upgrade(_) | Dialogue::Challenge | Dialogue::Response | Dialogue::None => {}
            }
            self.session.completed(&flight.effect, tagged);
            return Ok(true);
        }
        let same_tag = |tag: &Option<Tag<'static>>| tag.as_ref().is_some_and(|tag| same(tag, &tagged.tag));
        let Some(coming) = self.coming.as_mut().filter(|coming| same_tag(&coming.tag)) else {
            return Ok(false);
        };
        if ok {
            return Err(PeerError::EarlyOk);
        }
        coming.answered = true;
        coming.refuse();
        Ok(true)
    }

    /// The literal that waits may come.
    pub(super) fn accept(&mut self) -> bool {
        match &mut self.coming {
            Some(coming) if matches!(coming.ask, Ask::Waits { .. }) => {
                coming.ask = Ask::Comes;
                true
            }
            _ => false,
        }
    }

    fn continued<'i>(&mut self, request: Continue<'i>) -> FromServer<'i> {
        match self.flights.back_mut() {
            Some(flight) if flight.dialogue == Dialogue::Challenge => {
                flight.dialogue = Dialogue::Response;
                return FromServer::Challenge { tag: flight.tag.clone(), challenge: challenge(&request) };
            }
            Some(flight) if flight.dialogue == Dialogue::Idle => {
                flight.dialogue = Dialogue::Idling;
                return FromServer::Idling { tag: flight.tag.clone(), text: request.text };
            }
            _ => {}
        }
        match self.accept() {
            true => {
                let tag = self.coming.as_ref().and_then(|coming| coming.tag.clone());
                FromServer::LiteralAccepted { tag, text: request.text }
            }
            false => FromServer::StrayContinue { text: request.text },
        }
    }

    #[cold]
    fn server_malformed(&mut self, raw: &[u8], error: DecodeError) -> Result<FromServer<'static>, PeerError> {
        let (tag, rest) = split(raw, |byte| byte.is_ascii_whitespace());
        let flying = self.flights.iter().map(|flight| &flight.tag);
        let coming = self.coming.iter().filter_map(|coming| coming.tag.as_ref());
        let tag = flying.chain(coming).find(|known| known.as_str().as_bytes() == tag).cloned();
        let Some(tag) = tag.filter(|_| !self.server.is_strict()) else {
            return Ok(FromServer::Malformed { error, completed: None });
        };
        // Lenient: some server answers IDLE by `a3 + idling`.
        if let Some(text) = rest.strip_prefix(b"+") {
            return Ok(self.continued(Continue { text: legible(text) }));
        }
        let Some((condition, text)) = condition(rest) else {
            return Ok(FromServer::Malformed { error, completed: None });
        };
        let tagged = Tagged { tag, condition, text: RespText::from_wire((None, legible(text))) };
        self.complete(&tagged)?;
        Ok(FromServer::Malformed { error, completed: Some(tagged) })
    }

    fn server_tail(&mut self, raw: &[u8]) -> FromServer<'static> {
        let (message, streamed) = self.server.streamed_tail(raw);
        FromServer::LiteralTail(match self.server.response(&message, self.session.is_utf8()) {
            Ok(Response::Data(data)) => {
                self.session.apply(&data);
                Ok(DataTail::new(data.into_static(), streamed))
            }
            // Neither has literals, so the framer does not come to this.
            Ok(Response::Tagged(_) | Response::Continue(_)) => {
                Err(DecodeError { offset: 0, expected: "response-data" })
            }
            Err(error) => Err(error),
        })
    }
}

impl super::Coming {
    /// The literal that waits does not come.
    fn refuse(&mut self) {
        if let Ask::Waits { line, impatient, .. } = self.ask {
            self.ask = Ask::Refused { line, impatient };
        }
    }
}

fn same(tag: &Tag<'_>, other: &Tag<'_>) -> bool {
    tag.as_str() == other.as_str()
}

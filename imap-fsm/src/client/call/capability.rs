//! CAPABILITY. [RFC 9051 §6.1.1](https://www.rfc-editor.org/rfc/rfc9051#section-6.1.1)

use alloc::vec::Vec;
use core::convert::Infallible;

use imap_types::IntoBoundedStatic;
use imap_types::capability;
use imap_types::code::Code;
use imap_types::command::CommandBody;
use imap_types::response::{Data, RespText};

use super::{Answer, Request, Room};

/// CAPABILITY: what the server can do. [RFC 9051 §6.1.1](https://www.rfc-editor.org/rfc/rfc9051#section-6.1.1)
///
/// ```text
/// C: a1 CAPABILITY
/// S: * CAPABILITY IMAP4rev2 IDLE
/// S: a1 OK done
/// ```
/// ```
#[doc = include_str!("doc.in")]
/// let call = client.call(Capability)?;
/// let list = finish(&mut client, call, b"* CAPABILITY IMAP4rev2 IDLE\r\na1 OK done\r\n")?;
/// assert_eq!(list.len(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
/// The session takes note as well: [`Session::has`](crate::Session::has). A list in the tagged OK counts, too.
#[derive(Clone, Copy, Debug, Default)]
pub struct Capability;

impl Request<'static> for Capability {
    type Answer = CapabilityAnswer;

    fn into_parts(self) -> (CommandBody<'static>, CapabilityAnswer) {
        (CommandBody::Capability, CapabilityAnswer::default())
    }
}

/// Keeps the list that came last.
#[derive(Clone, Debug, Default)]
pub struct CapabilityAnswer(Vec<capability::Capability<'static>>);

impl Answer for CapabilityAnswer {
    type Output = Vec<capability::Capability<'static>>;
    type Step<'i> = Infallible;

    fn data<'i>(&mut self, data: Data<'i>, room: &mut Room) -> Option<Data<'i>> {
        match data {
            Data::Capability(_) => {
                if let (true, Data::Capability(list)) = (room.take_data(&data), data) {
                    self.0 = list.into_static();
                }
                None
            }
            data => Some(data),
        }
    }

    fn completed(&mut self, text: &RespText<'_>) {
        if let Some(Code::Capability(list)) = text.code() {
            self.0 = list.clone().into_static();
        }
    }

    fn output(self) -> Vec<capability::Capability<'static>> {
        self.0
    }
}

//! ENABLE. [RFC 9051 §6.3.1](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.1)

use alloc::vec::Vec;
use core::convert::Infallible;

use imap_types::IntoBoundedStatic;
use imap_types::capability;
use imap_types::command::CommandBody;
use imap_types::error::ValueError;
use imap_types::nonempty::NonEmpty;
use imap_types::response::Data;

use super::{Answer, Request, Room};

/// ENABLE: switches extensions on. [RFC 9051 §6.3.1](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.1)
///
/// ```text
/// C: a1 ENABLE CONDSTORE X-GOOD-IDEA
/// S: * ENABLED CONDSTORE
/// S: a1 OK done
/// ```
/// ```
#[doc = include_str!("doc.in")]
/// use imap_fsm::types::capability::Capability;
///
/// let call = client.call(Enable::new([Capability::CondStore, Capability::try_from("X-GOOD-IDEA")?])?)?;
/// let enabled = finish(&mut client, call, b"* ENABLED CONDSTORE\r\na1 OK done\r\n")?;
/// assert_eq!(enabled, [Capability::CondStore]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
/// Ends in what the server has switched on. Requires
/// [`Capability::Enable`](imap_types::capability::Capability::Enable).
#[derive(Clone, Debug)]
#[must_use = "give it to `Client::call`"]
pub struct Enable<'a>(NonEmpty<capability::Capability<'a>>);

impl<'a> Enable<'a> {
    /// Switches these on; at least one.
    pub fn new(
        capabilities: impl IntoIterator<Item = capability::Capability<'a>>,
    ) -> Result<Self, ValueError> {
        NonEmpty::try_from(Vec::from_iter(capabilities)).map(Self)
    }
}

impl<'a> Request<'a> for Enable<'a> {
    type Answer = EnableAnswer;

    fn into_parts(self) -> (CommandBody<'a>, EnableAnswer) {
        (CommandBody::Enable(self.0), EnableAnswer::default())
    }
}

/// Keeps what was switched on.
#[derive(Clone, Debug, Default)]
pub struct EnableAnswer(Vec<capability::Capability<'static>>);

impl Answer for EnableAnswer {
    type Output = Vec<capability::Capability<'static>>;
    type Step<'i> = Infallible;

    fn data<'i>(&mut self, data: Data<'i>, room: &mut Room) -> Option<Data<'i>> {
        match data {
            Data::Enabled(_) => {
                if let (true, Data::Enabled(list)) = (room.take_data(&data), data) {
                    self.0.extend(list.into_static());
                }
                None
            }
            data => Some(data),
        }
    }

    fn output(self) -> Vec<capability::Capability<'static>> {
        self.0
    }
}

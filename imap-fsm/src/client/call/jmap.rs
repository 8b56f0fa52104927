//! GETJMAPACCESS. [RFC 9698](https://www.rfc-editor.org/rfc/rfc9698)

use core::convert::Infallible;

use imap_types::IntoBoundedStatic;
use imap_types::command::CommandBody;
use imap_types::jmap::JmapAccess;
use imap_types::response::Data;

use super::{Answer, Request, Room};

/// GETJMAPACCESS: where the same mail is to be had by JMAP. [RFC 9698 §4](https://www.rfc-editor.org/rfc/rfc9698#section-4)
///
/// ```text
/// C: a1 GETJMAPACCESS
/// S: * JMAPACCESS "https://example.com/.well-known/jmap"
/// S: a1 OK done
/// ```
/// ```
#[doc = include_str!("doc.in")]
/// let call = client.call(GetJmapAccess)?;
/// let answer = b"* JMAPACCESS \"https://example.com/.well-known/jmap\"\r\na1 OK done\r\n";
/// let url = finish(&mut client, call, answer)?;
/// assert_eq!(url.unwrap(), "https://example.com/.well-known/jmap");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
/// Requires [`Capability::JmapAccess`](imap_types::capability::Capability::JmapAccess).
#[derive(Clone, Copy, Debug, Default)]
pub struct GetJmapAccess;

impl Request<'static> for GetJmapAccess {
    type Answer = JmapAccessAnswer;

    fn into_parts(self) -> (CommandBody<'static>, JmapAccessAnswer) {
        (CommandBody::GetJmapAccess, JmapAccessAnswer::default())
    }
}

/// Keeps the URL of the JMAP session; `None` if the server has told none.
#[derive(Clone, Debug, Default)]
pub struct JmapAccessAnswer(Option<JmapAccess<'static>>);

impl Answer for JmapAccessAnswer {
    type Output = Option<JmapAccess<'static>>;
    type Step<'i> = Infallible;

    fn data<'i>(&mut self, data: Data<'i>, room: &mut Room) -> Option<Data<'i>> {
        match data {
            Data::JmapAccess(_) => {
                if let (true, Data::JmapAccess(url)) = (room.take_data(&data), data) {
                    self.0 = Some(url.into_static());
                }
                None
            }
            data => Some(data),
        }
    }

    fn output(self) -> Option<JmapAccess<'static>> {
        self.0
    }
}

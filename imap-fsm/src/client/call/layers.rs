//! STARTTLS and COMPRESS. [RFC 9051 §6.2.1](https://www.rfc-editor.org/rfc/rfc9051#section-6.2.1),
//! [RFC 4978](https://www.rfc-editor.org/rfc/rfc4978)

use core::convert::Infallible;

use imap_types::command::CommandBody;
use imap_types::compress::CompressionAlgorithm;
use imap_types::response::Data;

use super::{Answer, Request, Room};
use crate::client::Upgrade;

/// STARTTLS: TLS begins behind the OK.
///
/// ```text
/// C: a1 STARTTLS
/// S: a1 OK begin TLS        done: put TLS under the connection, then `Client::upgraded`
/// ```
/// ```
/// # use imap_fsm::client::{Client, Upgrade, call::{StartTls, Taken}};
/// # let mut client = Client::new(Default::default());
/// # client.receive(&mut &b"* OK hi\r\n"[..])?;
/// let mut call = client.call(StartTls)?;
/// # client.transmitted(client.transmit().len())?;
/// let Some(event) = client.receive(&mut &b"a1 OK begin TLS\r\n"[..])? else { panic!() };
/// assert_eq!(call.take(event), Taken::Done(Ok(Upgrade::Tls)));
/// // Here the program begins TLS on its stream.
/// client.upgraded()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
/// The result says what to do; nothing is received until [`Client::upgraded`](crate::Client::upgraded).
#[derive(Clone, Copy, Debug, Default)]
pub struct StartTls;

/// COMPRESS: both directions are compressed from behind the OK on.
///
/// ```text
/// C: a1 COMPRESS DEFLATE
/// S: a1 OK begin            done: put DEFLATE under the connection, then `Client::upgraded`
/// ```
/// ```
/// # use imap_fsm::client::{Client, Upgrade, call::{Compress, Taken}};
/// # let mut client = Client::new(Default::default());
/// # client.receive(&mut &b"* PREAUTH hi\r\n"[..])?;
/// let mut call = client.call(Compress)?;
/// # client.transmitted(client.transmit().len())?;
/// let Some(event) = client.receive(&mut &b"a1 OK begin\r\n"[..])? else { panic!() };
/// assert_eq!(call.take(event), Taken::Done(Ok(Upgrade::Compression)));
/// // Here the program puts DEFLATE between the client and its stream.
/// client.upgraded()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
/// The bytes that are unread then are the first that the inflater gets. Requires
/// [`Capability::CompressDeflate`](imap_types::capability::Capability::CompressDeflate).
#[derive(Clone, Copy, Debug, Default)]
pub struct Compress;

impl Request<'static> for StartTls {
    type Answer = UpgradeAnswer;

    fn into_parts(self) -> (CommandBody<'static>, UpgradeAnswer) {
        (CommandBody::StartTls, UpgradeAnswer(Upgrade::Tls))
    }
}

impl Request<'static> for Compress {
    type Answer = UpgradeAnswer;

    fn into_parts(self) -> (CommandBody<'static>, UpgradeAnswer) {
        (CommandBody::Compress(CompressionAlgorithm::Deflate), UpgradeAnswer(Upgrade::Compression))
    }
}

/// Ends in the layer that begins.
#[derive(Clone, Copy, Debug)]
pub struct UpgradeAnswer(Upgrade);

impl Answer for UpgradeAnswer {
    type Output = Upgrade;
    type Step<'i> = Infallible;

    fn data<'i>(&mut self, data: Data<'i>, _room: &mut Room) -> Option<Data<'i>> {
        Some(data)
    }

    fn output(self) -> Upgrade {
        self.0
    }
}

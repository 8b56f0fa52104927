//! How long the programs of the documentation are.

/// Lines of code from the one that begins so to the end of what begins there.
fn lines(text: &str, begins: &str) -> usize {
    let mut lines = text.lines().skip_while(|line| !line.starts_with(begins)).peekable();
    assert!(lines.peek().is_some(), "{begins} is there");
    let body = lines.take_while(|line| *line != "}");
    1 + body.filter(|line| !line.trim().is_empty() && !line.trim().starts_with("//")).count()
}

#[test]
fn a_newcomer_prints_the_inbox_in_25_lines_over_drivers_of_40() {
    let page = include_str!("../../src/client/call/driver.md");
    let program = lines(page, "fn inbox(");
    assert!(program <= 25, "{program}");
    let driver = lines(page, "impl<S: Read + Write> Driver<S> {");
    assert!(driver <= 40, "{driver}");
    let page = include_str!("../../examples/tokio_client/src/bin/inbox.rs");
    let driver = lines(page, "impl<S: AsyncRead + AsyncWrite + Unpin> Driver<S> {");
    assert!(driver <= 40, "{driver}");
    let program = lines(page, "async fn inbox<S>(");
    assert!(program <= 25, "{program}");
}

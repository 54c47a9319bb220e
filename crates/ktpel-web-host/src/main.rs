//! Starts the kit behind loopback HTTP and prints its address.

use std::{io::Write, process::ExitCode};

use ktpel_web_host::{Hosted, Token};

fn main() -> ExitCode {
    ktpel_app::log_to_stderr();
    ktpel_app::keep_memory_private();
    if let Some(code) = ktpel_app::cli::run(std::env::args_os().skip(1)) {
        return code;
    }
    let result = tokio::runtime::Runtime::new().map_err(Into::into).and_then(|runtime| runtime.block_on(serve()));
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the web host ended");
            ExitCode::FAILURE
        }
    }
}

async fn serve() -> Result<(), Box<dyn std::error::Error>> {
    let mut random = [0; 16];
    getrandom::fill(&mut random)?;
    let token = Token::from_random(random);
    let port = std::env::var("KTPEL_WEB_PORT").ok().and_then(|port| port.parse().ok()).unwrap_or(0);
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    writeln!(std::io::stdout(), "http://{}/#token={}", listener.local_addr()?, token.as_str())?;
    let router = Hosted::new(ktpel_app::data_dir(), token).router();
    axum::serve(listener, router).with_graceful_shutdown(stopped()).await?;
    Ok(())
}

/// Ends with Ctrl-C or SIGTERM.
async fn stopped() {
    let mut terminate = match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(terminate) => terminate,
        Err(_) => return std::future::pending().await,
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

namespace ActorNet.Cli;

/// <summary>What the process says to its caller. Documented in the README and by <c>--help</c>: changing one breaks scripts.</summary>
internal enum ExitCode
{
    /// <summary>Done; for <c>status</c> also: the service is serving; for <c>watch</c> also: ended by Ctrl-C.</summary>
    Ok = 0,

    /// <summary>The service refused, or the operator said no when asked. Asking again in the same way does not help by itself.</summary>
    Refused = 1,

    /// <summary>The command line is wrong, or the service found an argument to be.</summary>
    Usage = 2,

    /// <summary>The service is not reachable, did not answer in time, or is not able to serve.</summary>
    Unavailable = 3,

    /// <summary>There is no pool or lease of that name.</summary>
    NotFound = 4,

    /// <summary>The output cannot be written, to a full disk for example: EX_IOERR (sysexits.h).</summary>
    OutputFailed = 74,

    /// <summary>Ended by Ctrl-C: 128 + SIGINT.</summary>
    Interrupted = 130,

    /// <summary>Whoever reads the output has gone: 128 + SIGPIPE, as if the signal had done it.</summary>
    OutputClosed = 141,
}

using ActorNet.Cli.Connection;
using ActorNet.Cli.Output;

namespace ActorNet.Cli.Commands;

/// <summary>What one run of a command has to work with.</summary>
internal sealed record Session(ServiceConnection Connection, Terminal Terminal, OutputFormat Format, TimeSpan Timeout, TimeProvider Time)
{
    public ReportWriter Output { get; } = new(Terminal, Format);

    public DateTimeOffset Now => Time.GetUtcNow();
}

using System.Collections.Concurrent;
using Akka.Event;

namespace Akka.Etcd.Tests;

/// <summary>Keeps what is logged.</summary>
internal sealed class RecordingLog() : LoggingAdapterBase(DefaultLogMessageFormatter.Instance)
{
    private readonly ConcurrentQueue<string> lines = new();

    public IReadOnlyCollection<string> Lines => lines;

    public override bool IsDebugEnabled => false;

    public override bool IsErrorEnabled => true;

    public override bool IsInfoEnabled => true;

    public override bool IsWarningEnabled => true;

    protected override void NotifyLog(LogLevel logLevel, object message, Exception? cause = null) => lines.Enqueue($"{logLevel}: {message}");
}

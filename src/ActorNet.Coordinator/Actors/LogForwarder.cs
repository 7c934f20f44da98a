using System.Data.Common;
using Akka.Actor.Setup;
using Akka.Actor;
using Akka.Cluster.Tools.Singleton;
using Akka.Dispatch;
using Akka.Etcd.Errors;
using Akka.Event;
using Akka.Pattern;
using Akka.Persistence.Etcd.Errors;
using Akka.Remote;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace ActorNet.Coordinator.Actors;

/// <summary>
/// Brings what actors log into the program's log, under the name of the class that logs. Akka.Hosting's own forwarder puts Akka's time stamp,
/// thread and the whole exception into the text of each entry.
/// </summary>
internal sealed partial class LogForwarder : ReceiveActor, IRequiresMessageQueue<ILoggerMessageQueueSemantics>
{
    private readonly ILoggerFactory loggers = Context.System.Settings.Setup.Get<LogForwarderSetup>().Value.Loggers;

    public LogForwarder()
    {
        Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
        Receive<LogEvent>(Forward);
    }

    private void Forward(LogEvent entry)
    {
        var logger = loggers.CreateLogger(entry.LogClass?.FullName ?? "Akka");
        var level = entry.LogLevel() switch
        {
            Akka.Event.LogLevel.DebugLevel => LogLevel.Debug,
            Akka.Event.LogLevel.InfoLevel => LogLevel.Information,
            Akka.Event.LogLevel.WarningLevel => LogLevel.Warning,
            _ => LogLevel.Error,
        };

        // A proxy reports the singleton as 30 s late in its first moment already; that the pool coordinator does not answer is the health check's to say.
        if (entry.LogClass == typeof(ClusterSingletonProxy))
        {
            level = LogLevel.Debug;
        }

        // What a store or a connection says of itself is all there is to know: a stack says where we asked, again and again while the disk is full.
        if (entry.Cause is { } cause
            && (cause is DbException or EtcdException or StaleWriterException or OpenCircuitException || cause.GetType().Namespace == typeof(RemoteSettings).Namespace))
        {
            Log.Refused(logger, level, entry.LogSource, entry.Message, cause.Message);
        }
        else
        {
            Log.Said(logger, level, entry.LogSource, entry.Message, entry.Cause);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 400, Message = "{Actor}: {Text}")]
        public static partial void Said(ILogger logger, LogLevel level, string actor, object text, Exception? exception);

        [LoggerMessage(EventId = 401, Message = "{Actor}: {Text} {Cause}")]
        public static partial void Refused(ILogger logger, LogLevel level, string actor, object text, string cause);
    }
}

/// <summary>Hands the program's log to the <see cref="LogForwarder"/>.</summary>
/// <param name="loggers">The program's log.</param>
internal sealed class LogForwarderSetup(ILoggerFactory loggers) : Setup
{
    public ILoggerFactory Loggers { get; } = loggers;
}

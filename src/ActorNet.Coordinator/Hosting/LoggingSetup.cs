using ActorNet.Coordinator.Configuration;

namespace ActorNet.Coordinator.Hosting;

/// <summary>Logs go to standard output, an entry a line.</summary>
internal static class LoggingSetup
{
    private const string TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";

    public static void AddCoordinatorLogging(this ILoggingBuilder logging, CoordinatorOptions options)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(options.LogLevel);

        // The libraries' own news are for those who look for a fault.
        var libraries = options.LogLevel > LogLevel.Debug ? (LogLevel)Math.Max((int)LogLevel.Warning, (int)options.LogLevel) : options.LogLevel;
        logging.AddFilter("Microsoft", libraries).AddFilter("Grpc", libraries).AddFilter("Akka", libraries);

        // What fails before our own ErrorInterceptor is asked is a caller that goes away while its request is read: no fault, though logged as one.
        if (options.LogLevel > LogLevel.Debug)
        {
            logging.AddFilter("Grpc.AspNetCore.Server.ServerCallHandler", LogLevel.None);
        }

        // What goes wrong with starting and stopping comes out of the host, which says it once.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        if (options.LogFormat == LogFormat.Json)
        {
            logging.AddJsonConsole(console => (console.TimestampFormat, console.UseUtcTimestamp) = (TimestampFormat.TrimEnd(), true));
        }
        else
        {
            logging.AddSimpleConsole(console => (console.TimestampFormat, console.UseUtcTimestamp, console.SingleLine) = (TimestampFormat, true, true));
        }
    }
}

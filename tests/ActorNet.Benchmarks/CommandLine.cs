using System.CommandLine;
using ActorNet.Benchmarks.Acquire;
using ActorNet.Benchmarks.Agent;
using ActorNet.Benchmarks.Allocate;
using ActorNet.Benchmarks.Drive;
using ActorNet.Benchmarks.Echo;
using ActorNet.Benchmarks.Failover;
using ActorNet.Benchmarks.Fence;
using ActorNet.Benchmarks.History;
using ActorNet.Benchmarks.Journal;
using ActorNet.Benchmarks.Renew;
using ActorNet.Benchmarks.Storm;
using ActorNet.Benchmarks.Watch;

namespace ActorNet.Benchmarks;

/// <summary>One subcommand for each benchmark; whoever names none, or one that is not there, gets the list.</summary>
internal static class CommandLine
{
    private const int UsageError = 2;

    /// <summary>How long a benchmark may take to stop its etcd after Ctrl-C or SIGTERM.</summary>
    private static readonly TimeSpan CleanUpTime = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        var root = new RootCommand("Measures ActorNet and its plugins against what limits them, in the same run.")
        {
            JournalCommand.Create(), AcquireCommand.Create(), RenewCommand.Create(), StormCommand.Create(), WatchCommand.Create(), FailoverCommand.Create(),
            HistoryCommand.Create(), AllocateCommand.Create(), AgentCommand.Create(), FenceCommand.Create(), EchoCommand.Create(), DriveCommand.Create(),
        };
        root.SetAction(_ => List(root, Console.Out));
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            Console.Error.WriteLine(string.Join('\n', parsed.Errors.Select(error => error.Message)));
            List(root, Console.Error);
            return UsageError;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = CleanUpTime });
    }

    private static void List(RootCommand root, TextWriter output)
    {
        output.WriteLine("Benchmarks (make bench B=NAME):");
        foreach (var command in root.Subcommands.Where(command => !command.Hidden))
        {
            output.WriteLine($"  {command.Name,-12} {command.Description}");
        }
    }
}

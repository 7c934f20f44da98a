using System.CommandLine;
using System.Runtime.InteropServices;
using ActorNet.Agent.Configuration;
using ActorNet.Agent.DataPlane;
using ActorNet.Agent.Platform;
using ActorNet.Agent.State;
using ActorNet.Netlink;
using Microsoft.Extensions.Logging;

namespace ActorNet.Agent.Commands;

/// <summary>The commands and their flags.</summary>
internal sealed class CommandLine
{
    private readonly Option<string?> _configFile = new("--config")
    {
        Description = $"A JSON file with options. Default: {OptionCatalogue.DefaultConfigFile}, if it is there.",
        Recursive = true,
    };

    private readonly List<(OptionSpec Spec, Option<string[]> Flag)> _flags = [.. OptionCatalogue.All.Select(spec => (spec, ToFlag(spec)))];

    /// <summary>Runs what the arguments say and answers with the exit code.</summary>
    public async Task<int> InvokeAsync(string[] arguments)
    {
        var root = new RootCommand("Keeps this node's subnet of the cluster network: lease, bridge, routes, files.") { _configFile };
        foreach (var (_, flag) in _flags)
            root.Add(flag);

        root.SetAction((parsed, _) => RunAsync(parsed, (options, loggers, stop) => new AgentDaemon(options, loggers).RunAsync(stop)));
        var run = new Command("run", "Runs the agent; the default.");
        run.SetAction((parsed, _) => RunAsync(parsed, (options, loggers, stop) => new AgentDaemon(options, loggers).RunAsync(stop)));
        var release = new Command("release", "Ends this node's lease and removes what the agent made on this host.");
        release.SetAction((parsed, _) => RunAsync(parsed, ReleaseCommand.RunAsync));
        var output = new Option<string>("--output", "-o") { Description = "table or json.", DefaultValueFactory = _ => "table" };
        output.AcceptOnlyFromAmong("table", "json");
        var status = new Command("status", "Shows what the agent on this node does; exit code 5: the node is not ready.") { output };
        status.SetAction((parsed, _) => RunAsync(parsed, (options, _, stop) => StatusCommand.RunAsync(options, parsed.GetValue(output) == "json", stop)));
        var cleanup = new Command("cleanup", "Removes what the agent made on this host; the lease stays.");
        cleanup.SetAction((parsed, _) => RunAsync(parsed, CleanupCommand.RunAsync));
        var check = new Command("check", "Looks at everything that has to be right on this node, and says how to mend what is not. Exit code 0: all is; 1: something is not; 4: something could not be found out.") { output };
        check.SetAction((parsed, _) => RunAsync(parsed, (options, _, stop) => CheckCommand.RunAsync(options, parsed.GetValue(output) == "json", stop)));
        root.Add(run);
        root.Add(status);
        root.Add(release);
        root.Add(cleanup);
        root.Add(check);

        var parsed = root.Parse(arguments);
        return parsed.Errors.Count > 0
            ? Fail(ExitCodes.Configuration, [.. parsed.Errors.Select(error => error.Message), "try --help"])
            : await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    private async Task<int> RunAsync(ParseResult parsed, Func<AgentOptions, ILoggerFactory, CancellationToken, Task<int>> command)
    {
        using var stop = new CancellationTokenSource();
        try
        {
            // Signals end the process while nobody minds them: the file may be a pipe that nobody writes to.
            var options = AgentOptionsLoader.Load(parsed.GetValue(_configFile), Environment.GetEnvironmentVariables(), ReadFlags(parsed));
            using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
            using var loggers = Logging.CreateFactory(options.LogLevel);
            return await command(options, loggers, stop.Token);
        }
        catch (ConfigurationException exception)
        {
            return Fail(ExitCodes.Configuration, exception.Errors);
        }
        catch (Exception exception) when (exception is HostUnfitException or HostInUseException or StateInUseException or StateVersionException or StateOfAnotherException
            or NetlinkException or IOException or UnauthorizedAccessException)
        {
            return Fail(ExitCodes.Failure, [exception.Message]);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCodes.Success;
        }

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }

    private RawOptions ReadFlags(ParseResult parsed)
    {
        var options = new RawOptions();
        foreach (var (spec, flag) in _flags)
        {
            if (parsed.GetResult(flag) is not null && parsed.GetValue(flag) is { } values)
                options.Set(spec, [.. values], $"flag {spec.Flag}");
        }

        return options;
    }

    private static Option<string[]> ToFlag(OptionSpec spec) => new(spec.Flag)
    {
        Description = spec.Description,
        Recursive = true,
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
        HelpName = spec.IsList ? "value, may be repeated" : "value",
    };

    private static int Fail(int code, IEnumerable<string> errors)
    {
        try
        {
            foreach (var error in errors)
                Console.Error.WriteLine($"actornet-agent: {error}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Standard error is closed, or full: the exit code still says it.
        }

        return code;
    }
}

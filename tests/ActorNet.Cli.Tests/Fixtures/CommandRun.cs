using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;

namespace ActorNet.Cli.Tests.Fixtures;

/// <summary>One run of the built <c>actornet</c> as a process, without a terminal.</summary>
public sealed class CommandRun : IDisposable
{
    /// <summary>Only a hang takes that long; nothing waits for it otherwise.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly GrowingText _output = new();
    private readonly GrowingText _error = new();
    private readonly Task _reading;

    private CommandRun(Process process)
    {
        _process = process;
        _reading = Task.WhenAll(_output.ReadAllAsync(process.StandardOutput), _error.ReadAllAsync(process.StandardError));
    }

    public static string Program { get; } = typeof(CommandRun).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "Program").Value!;

    public string Output => _output.Text;

    public string Error => _error.Text;

    public int ExitCode => _process.ExitCode;

    public JsonNode OutputJson => JsonNode.Parse(Output)!;

    public JsonNode ErrorJson => JsonNode.Parse(Error)!["error"]!;

    /// <summary>Runs the command to its end.</summary>
    public static async Task<CommandRun> ToEndAsync(params string[] arguments)
    {
        var run = Start(Program, arguments);
        await run.WaitForEndAsync();
        return run;
    }

    /// <summary>Starts the command; standard input is at its end from the beginning.</summary>
    public static CommandRun Start(string program, string[] arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var run = StartWithOpenInput(program, arguments, environment ?? new Dictionary<string, string>());
        run._process.StandardInput.Close();
        return run;
    }

    /// <summary>Starts the command at a terminal of its own (util-linux script).</summary>
    public static CommandRun StartInTerminal(params string[] arguments) =>
        StartWithOpenInput("script", ["-qec", string.Join(' ', arguments.Prepend(Program)), "/dev/null"], new Dictionary<string, string>());

    /// <summary>Presses keys at the terminal.</summary>
    public void Type(string keys)
    {
        _process.StandardInput.Write(keys);
        _process.StandardInput.Flush();
    }

    public async Task WaitForEndAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        await _process.WaitForExitAsync(limit.Token);
        await _reading.WaitAsync(limit.Token);
    }

    public Task WaitForOutputAsync(string text) => _output.WaitForAsync(text, Limit);

    public Task WaitForErrorAsync(string text) => _error.WaitForAsync(text, Limit);

    /// <summary>What Ctrl-C sends.</summary>
    public async Task InterruptAsync()
    {
        using var kill = Process.Start("kill", ["-INT", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        await WaitForEndAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);

        _process.Dispose();
    }

    private static CommandRun StartWithOpenInput(string program, string[] arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment.Remove("ACTORNET_ENDPOINT");
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        return new CommandRun(Process.Start(start)!);
    }
}

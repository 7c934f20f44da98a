using System.ComponentModel;
using System.Diagnostics;
using System.Net.Sockets;

namespace ActorNet.Agent.Rules.Iptables;

/// <summary>The programs <c>iptables-save</c> and <c>iptables-restore</c> of a family, run by name and argument, without a shell.</summary>
internal sealed class IptablesProgram
{
    /// <summary>How long it may wait for the lock that programs of the older kind share.</summary>
    private const string LockSeconds = "5";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly string[] Directories = ["/usr/sbin", "/sbin", "/usr/bin", "/bin", "/usr/local/sbin"];

    private readonly string _directory;
    private readonly string _name;

    private IptablesProgram(string directory, string name) => (_directory, _name) = (directory, name);

    /// <summary>The programs of a family; null: the host does not have them.</summary>
    public static IptablesProgram? Find(AddressFamily family)
    {
        var name = family == AddressFamily.InterNetwork ? "iptables" : "ip6tables";
        var path = Environment.GetEnvironmentVariable("PATH")?.Split(':').Where(Path.IsPathRooted) ?? [];
        var directory = path.Concat(Directories).FirstOrDefault(directory => File.Exists(Path.Combine(directory, $"{name}-restore")) && File.Exists(Path.Combine(directory, $"{name}-save")));
        return directory is null ? null : new IptablesProgram(directory, name);
    }

    /// <summary>Whether its rules are in nf_tables, so that a change of theirs is seen there.</summary>
    /// <exception cref="IptablesException">It fails.</exception>
    public async Task<bool> IsOverNftablesAsync(CancellationToken cancellationToken) =>
        (await RunAsync("save", ["--version"], null, cancellationToken)).Contains("nf_tables", StringComparison.Ordinal);

    /// <summary>All rules.</summary>
    /// <exception cref="IptablesException">It fails.</exception>
    public Task<string> SaveAsync(CancellationToken cancellationToken) => RunAsync("save", [], null, cancellationToken);

    /// <summary>Changes rules: each table's together or not at all.</summary>
    /// <exception cref="IptablesException">It fails.</exception>
    public Task RestoreAsync(string input, CancellationToken cancellationToken) => RunAsync("restore", ["--noflush", "--wait", LockSeconds], input, cancellationToken);

    private async Task<string> RunAsync(string what, string[] arguments, string? input, CancellationToken cancellationToken)
    {
        var program = $"{_name}-{what}";
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(Patience);
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(Path.Combine(_directory, program), arguments)
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        try
        {
            process.Start();
            var output = process.StandardOutput.ReadToEndAsync(bound.Token);
            var error = process.StandardError.ReadToEndAsync(bound.Token);
            await process.StandardInput.WriteAsync(input.AsMemory(), bound.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(bound.Token);
            return process.ExitCode == 0 ? await output : throw new IptablesException($"{program} answered {process.ExitCode}: {(await error).Trim().ReplaceLineEndings(" ")}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            process.Kill();
            throw new IptablesException($"{program} did not end within {Patience.TotalSeconds:0} s");
        }
        catch (Exception exception) when (exception is Win32Exception or IOException)
        {
            throw new IptablesException($"{program}: {exception.Message}");
        }
    }
}

/// <summary>iptables failed; the message says how.</summary>
internal sealed class IptablesException(string message) : Exception(message);

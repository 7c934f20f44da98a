using System.Diagnostics;

namespace ActorNet.Testing;

/// <summary>Runs other programs to their end.</summary>
public static class Shell
{
    /// <summary>Runs a program that must succeed; gives what it printed.</summary>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var result = await TryRunAsync(program, arguments);
        return result.ExitCode == 0
            ? result.Output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: exit {result.ExitCode}: {result.Error}{result.Output}");
    }

    /// <summary>Runs a program that may fail.</summary>
    public static async Task<ShellResult> TryRunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new ShellResult(process.ExitCode, await output, await error);
    }
}

/// <summary>How a program ended.</summary>
public sealed record ShellResult(int ExitCode, string Output, string Error);

using System.Diagnostics;

namespace ActorNet.Agent.Tests.Fixtures;

/// <summary>Runs a program and gives its answer.</summary>
internal static class Command
{
    public static string Run(string program, params string[] arguments)
    {
        var (code, output, error) = Try(program, arguments);
        return code == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} answered {code}: {error}{output}");
    }

    public static (int Code, string Output, string Error) Try(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}

using System.CommandLine;
using ActorNet.Coordinator.Hosting;

namespace ActorNet.Coordinator.Configuration;

/// <summary>The command line: brings flags, environment and file together, flags winning, and runs the coordinator.</summary>
internal static class CoordinatorCommand
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        var config = new Option<string?>("--config")
        {
            HelpName = "path",
            Description = $"A JSON file with settings; also {OptionsEnvironment.ConfigVariable}. Default: {OptionsFile.StandardPath} where it exists",
        };
        var flags = OptionKey.All.ToDictionary(key => key, ToFlag);
        var command = new RootCommand(
            "Hands out subnets to the nodes of a container cluster. Each setting can also be given in the environment "
            + $"(--log-level is {OptionKey.LogLevel.EnvironmentVariable}) and in the file; flags win over the environment, and that over the file.")
        {
            config,
        };
        foreach (var flag in flags.Values)
        {
            command.Add(flag);
        }

        command.SetAction((result, cancellation) => RunAsync(result, config, flags, cancellation));
        var parsed = command.Parse(arguments);
        return parsed.Errors.Count > 0
            ? Refuse(parsed.Errors.Select(error => error.Message))
            : await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false });
    }

    private static async Task<int> RunAsync(ParseResult result, Option<string?> config, Dictionary<OptionKey, Option<string[]>> flags, CancellationToken cancellation)
    {
        var errors = new List<string>();
        var path = result.GetValue(config) ?? Environment.GetEnvironmentVariable(OptionsEnvironment.ConfigVariable);
        var raw = OptionsEnvironment.ReadFlannel(Environment.GetEnvironmentVariable);
        raw.Add(path is { Length: > 0 } ? OptionsFile.Read(path, errors)
            : File.Exists(OptionsFile.StandardPath) ? OptionsFile.Read(OptionsFile.StandardPath, errors)
            : []);
        raw.Add(OptionsEnvironment.Read(Environment.GetEnvironmentVariable));
        raw.Add(ReadFlags(result, flags));
        var standardDirectory = StandardDirectories.Data(Environment.IsPrivilegedProcess, Environment.GetEnvironmentVariable);
        return OptionsReader.Read(raw, standardDirectory, errors) is { } options
            ? await CoordinatorHost.RunAsync(options, cancellation)
            : Refuse(errors);
    }

    private static RawOptions ReadFlags(ParseResult result, Dictionary<OptionKey, Option<string[]>> flags)
    {
        var given = new RawOptions();
        foreach (var (key, flag) in flags)
        {
            if (result.GetResult(flag) is { Implicit: false })
            {
                given.Add(key, new RawValue(result.GetValue(flag) ?? [], key.Flag));
            }
        }

        return given;
    }

    private static Option<string[]> ToFlag(OptionKey key) => new(key.Flag)
    {
        HelpName = key.Placeholder,
        Description = key.Description,
        Arity = key.IsList ? ArgumentArity.OneOrMore : ArgumentArity.ExactlyOne,
        AllowMultipleArgumentsPerToken = key.IsList,
        CustomParser = result => [.. result.Tokens.SelectMany(token => key.Split(token.Value))],
    };

    private static int Refuse(IEnumerable<string> errors)
    {
        foreach (var error in errors)
        {
            Console.Error.WriteLine($"actornet-coordinator: {error}");
        }

        return ExitCode.BadOptions;
    }
}

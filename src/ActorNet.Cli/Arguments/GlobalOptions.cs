using System.CommandLine;
using ActorNet.Cli.Failures;
using ActorNet.Cli.Output;
using ActorNet.Client.Endpoints;
using ActorNet.Contracts.Errors;

namespace ActorNet.Cli.Arguments;

/// <summary>The options that every command has.</summary>
internal sealed class GlobalOptions
{
    public const string EndpointVariable = "ACTORNET_ENDPOINT";

    private const string DefaultEndpoint = "http://127.0.0.1:7410";

    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    private readonly Option<Uri[]> _endpoints = new("--endpoint")
    {
        HelpName = "URL",
        Description = "A coordinator, or a DNS name with the addresses of several; repeat it for more: any one is asked, and another when it does not answer " +
            $"[default: {EndpointVariable}, separated by commas, or {DefaultEndpoint}]",
        Recursive = true,
        CustomParser = Parsed.Many<Uri>(EndpointText.TryParse),
    };

    private readonly Option<TimeSpan?> _timeout = new("--timeout")
    {
        HelpName = "DURATION",
        Description = "How long the service may take for one answer, all coordinators together, like 500ms or 1m30s [default: 10s]",
        Recursive = true,
        CustomParser = Parsed.OneOrNull(DurationText.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(1))),
    };

    private readonly Option<OutputFormat> _output = new("--output", "-o")
    {
        HelpName = OutputFormats.Names,
        Description = "How to print: a table for people, a wide one with all there is, or JSON or YAML, errors included [default: table]",
        Recursive = true,
        CustomParser = Parsed.One<OutputFormat>(OutputFormats.TryParse),
    };

    public void AddTo(Command root)
    {
        root.Add(_endpoints);
        root.Add(_timeout);
        root.Add(_output);
    }

    public OutputFormat OutputOf(ParseResult parse) => parse.GetValue(_output);

    /// <summary>The output format, null when none is given.</summary>
    public OutputFormat? GivenOutputOf(ParseResult parse) => parse.GetResult(_output) is { Implicit: false } ? OutputOf(parse) : null;

    public TimeSpan TimeoutOf(ParseResult parse) => parse.GetValue(_timeout) ?? DefaultTimeout;

    /// <summary>Where to look for the service, at least one place.</summary>
    /// <exception cref="CommandException">The endpoints come from the environment and are malformed.</exception>
    public IReadOnlyList<Uri> EndpointsOf(ParseResult parse) =>
        parse.GetValue(_endpoints) is { Length: > 0 } given ? given : FromEnvironment();

    private static Uri[] FromEnvironment()
    {
        var texts = (Environment.GetEnvironmentVariable(EndpointVariable) ?? "")
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return texts.Length > 0 ? [.. texts.Select(ParseVariable)] : [new Uri(DefaultEndpoint)];
    }

    private static Uri ParseVariable(string text) => EndpointText.TryParse(text, out var endpoint, out var error)
        ? endpoint
        : throw new CommandException(CommandFailure.Usage(new FieldViolation(EndpointVariable, error)));
}

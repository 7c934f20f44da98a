using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace ActorNet.Cli.Commands;

/// <summary>The usual help, and what the exit codes mean.</summary>
internal sealed class HelpWithExitCodes(HelpAction help) : SynchronousCommandLineAction
{
    private const string Text = """
        Exit codes:
          0    done; 'status': the service is serving; 'watch': ended by Ctrl-C
          1    refused: by the service, or by you when asked
          2    wrong usage, or the service found an argument to be invalid
          3    the service is not reachable, did not answer in time or cannot serve
          4    there is no such pool, lease or reservation
               of 'audit': 0 clean, 1 findings, 2 could not tell, whatever the reason
          74   the output cannot be written
          130  ended by Ctrl-C
          141  whoever read the output has gone

        """;

    public override bool ClearsParseErrors => help.ClearsParseErrors;

    public static void AddTo(RootCommand root)
    {
        var option = root.Options.OfType<HelpOption>().Single();
        option.Action = new HelpWithExitCodes((HelpAction)option.Action!);
    }

    public override int Invoke(ParseResult parseResult)
    {
        var code = help.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output.WriteLine(Text);
        return code;
    }
}

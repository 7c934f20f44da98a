using ActorNet.Cli.Failures;
using ActorNet.Contracts.Errors;

namespace ActorNet.Cli.Tests.Failures;

public sealed class FailureTextTests
{
    [Fact]
    public void Control_characters_of_the_service_do_not_reach_the_terminal()
    {
        var failure = new CommandFailure(ExitCode.Refused, "EPOCH_STALE", "no\u001b[2J\nerror: yes");

        Assert.Equal("error: no [2J error: yes (EPOCH_STALE)\n", FailureText.Render(failure));
    }

    [Fact]
    public void One_mistake_is_the_message_and_several_are_lines()
    {
        var name = new FieldViolation("NAME", "is wrong");
        var command = new FieldViolation("", "Required command was not provided.");

        Assert.Equal("error: NAME: is wrong (USAGE)\n", FailureText.Render(CommandFailure.Usage(name)));
        Assert.Equal(
            "error: the command line has 2 mistakes (USAGE)\n  NAME: is wrong\n  Required command was not provided.\n",
            FailureText.Render(CommandFailure.Usage(name, command)));
    }
}

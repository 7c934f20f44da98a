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
    public void What_the_message_says_already_is_not_said_again()
    {
        var failure = new CommandFailure(ExitCode.Usage, "INVALID_FIELD", "a: is wrong; b: is missing; and 1 more")
        {
            Violations = [new FieldViolation("a", "is wrong"), new FieldViolation("b", "is missing"), new FieldViolation("c", "is odd")],
        };

        Assert.Equal("error: a: is wrong; b: is missing; and 1 more (INVALID_FIELD)\n  c: is odd\n", FailureText.Render(failure));
    }

    [Fact]
    public void One_mistake_is_the_message_and_several_are_lines()
    {
        var name = new FieldViolation("NAME", "is wrong");
        var command = new FieldViolation("", "Required command was not provided.");

        Assert.Equal("error: NAME: is wrong (USAGE)\n", FailureText.Render(CommandFailure.Usage(name)));
        Assert.Equal(
            "error: there are 2 mistakes (USAGE)\n  NAME: is wrong\n  Required command was not provided.\n",
            FailureText.Render(CommandFailure.Usage(name, command)));
    }
}

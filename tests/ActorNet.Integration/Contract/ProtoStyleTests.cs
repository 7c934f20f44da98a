using ActorNet.Testing;

namespace ActorNet.Integration.Contract;

public sealed class ProtoStyleTests
{
    [Fact]
    public async Task The_contract_follows_the_style_and_every_part_of_it_is_documented()
    {
        var lint = await Shell.TryRunAsync("bash", Path.Combine(Programs.Root, "tests/lint-protos.sh"));

        Assert.True(lint.ExitCode == 0, lint.Output + lint.Error);
    }
}

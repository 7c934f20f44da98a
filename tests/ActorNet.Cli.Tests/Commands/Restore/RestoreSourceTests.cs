using System.Text.Json.Nodes;
using ActorNet.Cli.Commands.Export;
using ActorNet.Cli.Commands.Restore;
using ActorNet.Cli.Failures;
using ActorNet.Cli.Tests.Fixtures;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Tests.Commands.Restore;

/// <summary>A file that somebody has edited, cut off or mistaken for an export is refused with its mistake, whatever it is.</summary>
public sealed class RestoreSourceTests
{
    [Fact]
    public void What_was_exported_is_read_back()
    {
        var source = RestoreSource.Read(Document().ToJsonString());

        Assert.Equal(("default", 7L), (Assert.Single(source.Pools).Pool.Name, source.HighestEpoch));
    }

    [Theory]
    [InlineData("""{"format":"actornet-export/1","format":"actornet-export/1","pools":[]}""", "format")]
    [InlineData("""{"a":1,"a":2}""", "Duplicate")]
    [InlineData("null", "format")]
    [InlineData("[]", "not an export")]
    [InlineData("", "JSON")]
    public void What_is_no_export_is_refused(string text, string expected) => Assert.Contains(expected, Refusal(text), StringComparison.Ordinal);

    [Fact]
    public void A_prefix_that_is_none_is_refused_wherever_it_is()
    {
        Assert.Contains("'x' has no", Refusal(pool => pool["pool"]!["cidrs"]![0] = "x"), StringComparison.Ordinal);
        Assert.Contains("'x' has no", Refusal(pool => pool["leases"]![0]!["subnets"]![0] = "x"), StringComparison.Ordinal);
        Assert.Contains("'x' has no", Refusal(pool => pool["reservations"]![0]!["cidr"] = "x"), StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_that_cannot_be_are_refused()
    {
        Assert.Contains("not an export", Refusal(pool => pool["revision"] = "99999999999999999999"), StringComparison.Ordinal);
        Assert.Contains("out of range", Refusal(pool => pool["leases"]![0]!["epoch"] = "9223372036854775807"), StringComparison.Ordinal);
        Assert.Contains("out of range", Refusal(pool => pool["leases"]![0]!["epoch"] = "0"), StringComparison.Ordinal);
        Assert.Contains("timeToLive", Refusal(pool => pool["pool"]!.AsObject().Remove("timeToLive")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_pool_that_is_there_twice_is_refused()
    {
        var document = Document();
        document["pools"]!.AsArray().Add(document["pools"]![0]!.DeepClone());

        Assert.Contains("several times", Refusal(document.ToJsonString()), StringComparison.Ordinal);
    }

    private static string Refusal(Action<JsonNode> edit)
    {
        var document = Document();
        edit(document["pools"]![0]!);
        return Refusal(document.ToJsonString());
    }

    private static string Refusal(string text)
    {
        var failure = Assert.Throws<CommandException>(() => RestoreSource.Read(text)).Failure;
        Assert.Equal(ExitCode.Usage, failure.Exit);
        return failure.Message;
    }

    private static JsonNode Document()
    {
        var reservation = new Reservation { Name = "gateways", Pool = "default", Cidr = "10.0.3.0/24" };
        var pool = new PoolExport(Samples.Pool("default", "10.0.0.0/16"), [Samples.Lease("a", "10.0.1.0/24", 7)], Revision: 9, [reservation]);
        return new ExportDocument(DateTimeOffset.UnixEpoch, "0.1.0", [pool]).ToJson();
    }
}

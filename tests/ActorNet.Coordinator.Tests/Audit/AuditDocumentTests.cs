using ActorNet.Coordinator.Audit;

namespace ActorNet.Coordinator.Tests.Audit;

public sealed class AuditDocumentTests
{
    [Fact]
    public async Task Every_code_is_in_the_document()
    {
        var document = await File.ReadAllTextAsync(Path.Combine(Programs.Root, "docs", "audit.md"), TestContext.Current.CancellationToken);

        Assert.All(AuditCodes.Findings.Concat(AuditCodes.Unknowns), code => Assert.Contains($"\n| `{code}` |", document, StringComparison.Ordinal));
    }
}

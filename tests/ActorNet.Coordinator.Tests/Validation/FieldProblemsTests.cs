using System.Text;
using ActorNet.Coordinator.Validation;

namespace ActorNet.Coordinator.Tests.Validation;

public sealed class FieldProblemsTests
{
    /// <summary>What C-core and Java clients take of trailers unless told otherwise.</summary>
    private const int MaxTrailers = 8 * 1024;

    [Fact]
    public void An_error_names_all_bad_fields_where_they_are_few()
    {
        var problems = new FieldProblems();
        problems.Add("node_id", "missing");
        problems.Add("instance", "15 bytes given; it has 16");

        var error = problems.ToError();

        Assert.Equal("node_id: missing; instance: 15 bytes given; it has 16", error.Message);
        Assert.Equal(["node_id", "instance"], error.Violations.Select(violation => violation.Field));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("ü")]
    [InlineData("😀")]
    public void An_error_fits_into_trailers_however_much_is_wrong(string character)
    {
        var problems = new FieldProblems();
        for (var index = 0; index < 3000; index++)
        {
            problems.Add($"attributes.labels[{index}]", string.Concat(Enumerable.Repeat(character, 60)));
        }

        var error = problems.ToError();

        var trailers = error.ToRpcException().Trailers.Sum(entry => entry.Key.Length + (entry.IsBinary ? entry.ValueBytes.Length * 4 / 3 : entry.Value.Length) + 32);
        var message = Encoding.UTF8.GetByteCount(error.Message) * (character == "x" ? 1 : 3);
        Assert.InRange(trailers + message, 1, MaxTrailers - 500);
        Assert.EndsWith(" more", error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.Violations);
    }

    [Fact]
    public void Text_is_cut_between_characters()
    {
        var quoted = Fields.Quote(new string('x', 79) + "😀 and more");

        Assert.Equal($"'{new string('x', 79)}…'", quoted);
    }
}

using ActorNet.Agent.Platform;

namespace ActorNet.Agent.Tests.Platform;

public sealed class ProgramImageTests
{
    private const uint Load = 1;
    private const uint Headers = 6;
    private const uint Read = 4;
    private const uint Write = 2;
    private const uint Execute = 1;

    [Fact]
    public void Whole_pages_of_what_is_never_written_are_found()
    {
        ProgramImage.ProgramHeader[] headers =
        [
            new() { Type = Headers, Flags = Read, Address = 0x40 },
            new() { Type = Load, Flags = Read, Address = 0, MemorySize = 0x1234 },
            new() { Type = Load, Flags = Read | Execute, Address = 0x2000, MemorySize = 0x1000 },
            new() { Type = Load, Flags = Read, Address = 0x3010, MemorySize = 0x10 },
            new() { Type = Load, Flags = Read | Write, Address = 0x5c00, MemorySize = 0x9000 },
        ];

        var parts = ProgramImage.ReadOnlyParts(headers, address: 0x700000 + 0x40, pageSize: 0x1000);

        Assert.Equal([(0x700000, 0x2000), (0x702000, 0x1000), (0x703000, 0x1000)], parts.Select(part => ((int)part.Start, (int)part.Length)));
    }

    [Fact]
    public void Without_knowing_where_the_program_is_nothing_is_given_back() =>
        Assert.Empty(ProgramImage.ReadOnlyParts([new() { Type = Load, Flags = Read, MemorySize = 0x1000 }], address: 0x700040, pageSize: 0x1000));

    [Fact]
    public void A_program_goes_on_after_it_has_given_its_pages_back()
    {
        Assert.True(ProgramImage.Release() > 0);
        Assert.True(ProgramImage.Release() > 0);
    }
}

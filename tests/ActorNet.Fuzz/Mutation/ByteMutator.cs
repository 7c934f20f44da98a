namespace ActorNet.Fuzz.Mutation;

/// <summary>Knows nothing of forms: flips, sets, inserts, takes out, repeats and cuts bytes.</summary>
internal sealed class ByteMutator : IMutator
{
    public static readonly ByteMutator Instance = new();

    private const int MostSteps = 6;
    private const int MostRepeated = 4096;

    private static readonly byte[] Interesting = [0x00, 0x01, 0x7f, 0x80, 0xff, 0xfe, (byte)'"', (byte)'/', (byte)'\\', (byte)'\n'];

    /// <summary>Nothing but random bytes.</summary>
    public static byte[] Noise(Random random, int most)
    {
        var bytes = new byte[random.Next(most)];
        random.NextBytes(bytes);
        return bytes;
    }

    public byte[] Mutate(byte[] sample, Random random)
    {
        var bytes = new List<byte>(sample);
        for (var steps = random.Next(1, MostSteps); steps > 0; steps--)
        {
            Step(bytes, random);
        }

        return [.. bytes];
    }

    private static void Step(List<byte> bytes, Random random)
    {
        if (bytes.Count == 0)
        {
            bytes.Add((byte)random.Next(256));
            return;
        }

        var at = random.Next(bytes.Count);
        var length = random.Next(1, Math.Min(16, bytes.Count - at) + 1);
        switch (random.Next(8))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes[at] = Interesting[random.Next(Interesting.Length)];
                break;
            case 3:
                bytes.Insert(at, (byte)random.Next(256));
                break;
            case 4:
                bytes.RemoveRange(at, length);
                break;
            case 5:
                bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                break;
            case 6:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            default:
                bytes.InsertRange(at, Enumerable.Repeat(bytes[at], random.Next(16) == 0 ? random.Next(MostRepeated) : random.Next(8)));
                break;
        }
    }
}

namespace ActorNet.Fuzz.Mutation;

/// <summary>Changes samples of one form.</summary>
internal interface IMutator
{
    /// <summary>Another one, which depends on the arguments alone.</summary>
    byte[] Mutate(byte[] sample, Random random);
}
